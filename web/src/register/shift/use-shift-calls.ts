import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, call, idempotent } from '../../api/client';
import { registersQuery, shiftReportQuery, shiftsQuery } from '../../api/queries';
import type {
  CashMovementInput,
  CloseShiftInput,
  Id,
  SafeMovementInput,
  Shift,
  ShiftInput,
} from '../../api/types';
import { useIntentKey } from '../state/use-intent-key';

/** What changes a drawer is shown at once, also where the event takes its time. */
function useRefresh(): () => Promise<unknown> {
  const client = useQueryClient();
  return () =>
    Promise.all(
      [registersQuery.queryKey, ['shifts'], ['shift']].map((queryKey) =>
        client.invalidateQueries({ queryKey }),
      ),
    );
}

/** One wish has one key, however often it is sent. */
function useWish<Body, Answer>(send: (body: Body, key: string) => Promise<Answer>) {
  const keyFor = useIntentKey();
  const refresh = useRefresh();
  const { mutateAsync, isPending, error } = useMutation({
    mutationFn: (body: Body) => send(body, keyFor(body)),
    // Refused or done: what the till believed may no longer be so.
    onSettled: () => void refresh(),
  });
  /** `then` also where the news, ahead of the answer, has taken the form away. */
  const ask = (body: Body, then: (answer: Answer) => void) =>
    void mutateAsync(body).then(then, () => undefined);
  return { ask, isPending, error };
}

export function useOpenShift() {
  return useWish((body: ShiftInput, key) =>
    call(api.POST('/v1/shifts', { body, headers: idempotent(key) })),
  );
}

export function useCloseShift(id: Id) {
  return useWish((body: CloseShiftInput, key) =>
    call(
      api.POST('/v1/shifts/{id}/close', {
        params: { path: { id } },
        body,
        headers: idempotent(key),
      }),
    ),
  );
}

export function useMoveCash(id: Id) {
  return useWish((body: CashMovementInput, key) =>
    call(
      api.POST('/v1/shifts/{id}/cash-movements', {
        params: { path: { id } },
        body,
        headers: idempotent(key),
      }),
    ),
  );
}

export function useMoveSafeCash() {
  return useWish((body: SafeMovementInput, key) =>
    call(api.POST('/v1/safe-movements', { body, headers: idempotent(key) })),
  );
}

export function useOpenDrawer(id: Id) {
  return useWish((body: { reason: string }, key) =>
    call(
      api.POST('/v1/shifts/{id}/drawer-openings', {
        params: { path: { id } },
        body,
        headers: idempotent(key),
      }),
    ),
  );
}

export function useShiftReport(id: Id) {
  return useQuery(shiftReportQuery(id));
}

/** The shift that was closed last at a register; null where there was none. */
export function useLastShift(registerId: Id): Shift | null | undefined {
  const query = { register_id: registerId, state: 'closed', limit: 1 } as const;
  const { data } = useQuery({
    queryKey: [...shiftsQuery(query).queryKey, 'last'],
    queryFn: ({ signal }) => call(api.GET('/v1/shifts', { params: { query }, signal })),
  });
  return data && (data.items[0] ?? null);
}
