import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Package, ReceiptText, UserRound } from 'lucide-react';
import { useDeferredValue } from 'react';
import { useNavigate } from 'react-router';
import { useFormatMoney } from '../../design/values';
import { customersSource, ordersSource, productsSource } from '../../office/shared/sources';
import type { ListSource } from '../../office/shared/use-list';
import type { Section } from './palette';

/** How many of each kind the palette names; the lists have the others. */
const NAMED = 4;

/** Orders, products and customers that a few letters mean. */
export function useFound(typed: string): Section[] {
  const formatMoney = useFormatMoney();
  const navigate = useNavigate();
  const search = useDeferredValue(typed.trim());
  // A receipt number has digits; words are names.
  const orders = useSome(ordersSource({ search }), /\d/.test(search));
  const products = useSome(productsSource({ search }), search.length > 1);
  const customers = useSome(customersSource({ search }), search.length > 1);
  return [
    {
      title: 'orders.title',
      entries: orders.map(({ id, number, customer_name, total }) => ({
        key: id,
        icon: <ReceiptText aria-hidden="true" />,
        label: [number, customer_name].filter(Boolean).join(' · '),
        hint: formatMoney(total),
        run: () => void navigate(`/orders/${id}`),
      })),
    },
    {
      title: 'products.title',
      entries: products.map(({ id, name, variants }) => ({
        key: id,
        icon: <Package aria-hidden="true" />,
        label: name,
        hint: variants[0]?.sku,
        run: () => void navigate(`/products/${id}`),
      })),
    },
    {
      title: 'customers.title',
      entries: customers.map(({ id, name, email }) => ({
        key: id,
        icon: <UserRound aria-hidden="true" />,
        label: name,
        hint: email ?? undefined,
        run: () => void navigate(`/customers/${id}`),
      })),
    },
  ];
}

function useSome<Row>({ key: [kind, , filters], read }: ListSource<Row>, enabled: boolean) {
  const { data } = useQuery({
    queryKey: [kind, 'found', filters],
    queryFn: ({ signal }) => read({ limit: NAMED }, signal),
    placeholderData: keepPreviousData,
    enabled,
  });
  return enabled ? (data?.items ?? []) : [];
}
