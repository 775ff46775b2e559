/** Sales put aside: they wait at the server, for any register of the shop. */
import { useQuery } from '@tanstack/react-query';
import { api, call } from '../../api/client';
import { queryClient } from '../../api/query-client';
import type { HeldOrder, Id, Order } from '../../api/types';

const heldKey = (locationId: Id) => ['held-orders', locationId];

export function useHeldOrders(locationId: Id): readonly HeldOrder[] {
  const { data } = useQuery({
    queryKey: heldKey(locationId),
    queryFn: ({ signal }) =>
      call(api.GET('/v1/held-orders', { params: { query: { location_id: locationId } }, signal })),
  });
  return data?.items ?? [];
}

/** The order is this register's from then on; refused when another was quicker. */
export function recall(id: Id, registerId: Id): Promise<Order> {
  return call(
    api.POST('/v1/orders/{id}/recall', {
      params: { path: { id } },
      body: { register_id: registerId },
    }),
  ).finally(() => void queryClient.invalidateQueries({ queryKey: ['held-orders'] }));
}

/** An order that waits is given up. */
export function dropHeld(id: Id, reason: string): Promise<Order> {
  return call(
    api.POST('/v1/orders/{id}/void', { params: { path: { id } }, body: { reason } }),
  ).finally(() => void queryClient.invalidateQueries({ queryKey: ['held-orders'] }));
}

export function freshHeld(): void {
  void queryClient.invalidateQueries({ queryKey: ['held-orders'] });
}
