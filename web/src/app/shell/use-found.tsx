import { useQuery } from '@tanstack/react-query';
import { Package, ReceiptText, UserRound } from 'lucide-react';
import { useDeferredValue } from 'react';
import { useNavigate } from 'react-router';
import { useFormatMoney } from '../../design/values';
import { customersSource, ordersSource, productsSource } from '../../office/shared/sources';
import type { ListSource } from '../../office/shared/use-list';
import type { Section } from './palette';

/** How many of each kind the palette names; the lists have the others. */
const NAMED = 4;

export interface Found {
  sections: Section[];
  /** Whether they are all that is found by what is typed now. */
  isComplete: boolean;
}

/** Orders, products and customers that a few letters mean. */
export function useFound(typed: string): Found {
  const formatMoney = useFormatMoney();
  const navigate = useNavigate();
  const search = useDeferredValue(typed.trim());
  // A receipt number has digits; words are names.
  const orders = useSome(ordersSource({ search }), /\d/.test(search));
  const products = useSome(productsSource({ search }), search.length > 1);
  const customers = useSome(customersSource({ search }), search.length > 1);
  const sections: Section[] = [
    {
      title: 'orders.title',
      entries: orders.rows.map(({ id, number, customer_name, total }) => ({
        key: id,
        icon: <ReceiptText aria-hidden="true" />,
        label: [number, customer_name].filter(Boolean).join(' · '),
        hint: formatMoney(total),
        run: () => void navigate(`/orders/${id}`),
      })),
    },
    {
      title: 'products.title',
      entries: products.rows.map(({ id, name, variants }) => ({
        key: id,
        icon: <Package aria-hidden="true" />,
        label: name,
        hint: variants[0]?.sku,
        run: () => void navigate(`/products/${id}`),
      })),
    },
    {
      title: 'customers.title',
      entries: customers.rows.map(({ id, name, email }) => ({
        key: id,
        icon: <UserRound aria-hidden="true" />,
        label: name,
        hint: email ?? undefined,
        run: () => void navigate(`/customers/${id}`),
      })),
    },
  ];
  const isWaiting = [orders, products, customers].some(({ isPending }) => isPending);
  return { sections, isComplete: search === typed.trim() && !isWaiting };
}

function useSome<Row>({ key: [kind, , filters], read }: ListSource<Row>, enabled: boolean) {
  const { data, isPending } = useQuery({
    queryKey: [kind, 'found', filters],
    queryFn: ({ signal }) => read({ limit: NAMED }, signal),
    enabled,
  });
  return { rows: (enabled && data?.items) || [], isPending: enabled && isPending };
}
