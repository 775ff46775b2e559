/**
 * What can be read, as TanStack Query options: `useQuery(orderQuery(id))`,
 * `useInfiniteQuery(ordersQuery({ state: 'open' }))`. The first part of each key is what live.ts
 * invalidates by; keep both files in step.
 */
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import { api, call } from './client';

import { untilNextClock } from './next-clock';
import { isProblem } from './problem';
import type { Id, Page, paths, QueryOf, Session, Staff } from './types';

type Filters<Path extends keyof paths> = Omit<QueryOf<Path>, 'cursor'>;

/** The next page of a list is wherever the last one says it is. */
const pages = {
  initialPageParam: undefined as string | undefined,
  getNextPageParam: (page: Page<unknown>) => page.next_cursor ?? undefined,
};

/** The session of a person; null where a program is signed in. */
export function personal<Any extends { staff: Staff | null }>(session: Any) {
  const { staff } = session;
  return staff === null ? null : { ...session, staff };
}

export const sessionQuery = queryOptions({
  queryKey: ['session'],
  /** Nobody signed in is an answer, not an error. */
  queryFn: async ({ signal }): Promise<Session | null> => {
    try {
      return personal(await call(api.GET('/v1/sessions/current', { signal })));
    } catch (error) {
      if (isProblem(error) && error.status === 401) return null;
      throw error;
    }
  },
  staleTime: 5 * 60_000,
});

export const signInOptionsQuery = queryOptions({
  queryKey: ['sign-in-options'],
  queryFn: ({ signal }) => call(api.GET('/v1/sign-in-options', { signal })),
});

/** Whether this server waits for a shop to be set up. */
export const setupQuery = queryOptions({
  queryKey: ['setup'],
  queryFn: ({ signal }) => call(api.GET('/v1/setup', { signal })),
});

export const settingsQuery = queryOptions({
  queryKey: ['settings'],
  queryFn: ({ signal }) => call(api.GET('/v1/settings', { signal })),
  staleTime: Infinity,
});

export const locationsQuery = queryOptions({
  queryKey: ['locations'],
  queryFn: ({ signal }) => call(api.GET('/v1/locations', { signal })),
  staleTime: Infinity,
  // No event tells that a planned clock holds from now on.
  refetchInterval: ({ state }) => untilNextClock(state.data?.items ?? []),
  refetchIntervalInBackground: true,
});

export const registersQuery = queryOptions({
  queryKey: ['registers'],
  queryFn: ({ signal }) => call(api.GET('/v1/registers', { signal })),
  staleTime: Infinity,
});

export const terminalsQuery = queryOptions({
  queryKey: ['terminals'],
  queryFn: ({ signal }) => call(api.GET('/v1/terminals', { signal })),
});

export const tendersQuery = queryOptions({
  queryKey: ['tenders'],
  queryFn: ({ signal }) => call(api.GET('/v1/tenders', { signal })),
  staleTime: Infinity,
});

export const taxCategoriesQuery = queryOptions({
  queryKey: ['tax-categories'],
  queryFn: ({ signal }) => call(api.GET('/v1/tax-categories', { signal })),
  staleTime: Infinity,
});

export const modifierGroupsQuery = queryOptions({
  queryKey: ['modifier-groups'],
  queryFn: ({ signal }) => call(api.GET('/v1/modifier-groups', { signal })),
  staleTime: Infinity,
});

export const categoriesQuery = queryOptions({
  queryKey: ['categories'],
  queryFn: ({ signal }) => call(api.GET('/v1/categories', { signal })),
  staleTime: Infinity,
});

export const dashboardQuery = (query: QueryOf<'/v1/dashboard'> = {}) =>
  queryOptions({
    queryKey: ['dashboard', query],
    queryFn: ({ signal }) => call(api.GET('/v1/dashboard', { params: { query }, signal })),
  });

export const salesReportQuery = (query: QueryOf<'/v1/reports/sales'>) =>
  queryOptions({
    queryKey: ['report', query],
    queryFn: ({ signal }) => call(api.GET('/v1/reports/sales', { params: { query }, signal })),
  });

export const ordersQuery = (query: Filters<'/v1/orders'> = {}) =>
  infiniteQueryOptions({
    queryKey: ['orders', query],
    queryFn: ({ pageParam: cursor, signal }) =>
      call(api.GET('/v1/orders', { params: { query: { ...query, cursor } }, signal })),
    ...pages,
  });

export const orderQuery = (id: Id) =>
  queryOptions({
    queryKey: ['order', id],
    queryFn: ({ signal }) => call(api.GET('/v1/orders/{id}', { params: { path: { id } }, signal })),
  });

export const productsQuery = (query: Filters<'/v1/products'> = {}) =>
  infiniteQueryOptions({
    queryKey: ['products', query],
    queryFn: ({ pageParam: cursor, signal }) =>
      call(api.GET('/v1/products', { params: { query: { ...query, cursor } }, signal })),
    ...pages,
  });

/** The deposits that bottles and crates are sold with. */
export const depositsQuery = queryOptions({
  queryKey: ['products', 'deposits'],
  queryFn: ({ signal }) => call(api.GET('/v1/deposits', { signal })),
});

export const productQuery = (id: Id) =>
  queryOptions({
    queryKey: ['product', id],
    queryFn: ({ signal }) =>
      call(api.GET('/v1/products/{id}', { params: { path: { id } }, signal })),
  });

/** Gift cards, or what a customer has with the shop. */
export const balancesQuery = (query: Filters<'/v1/balances'> = {}) =>
  queryOptions({
    queryKey: ['balances', query],
    queryFn: ({ signal }) => call(api.GET('/v1/balances', { params: { query }, signal })),
  });

export const customersQuery = (query: Filters<'/v1/customers'> = {}) =>
  infiniteQueryOptions({
    queryKey: ['customers', query],
    queryFn: ({ pageParam: cursor, signal }) =>
      call(api.GET('/v1/customers', { params: { query: { ...query, cursor } }, signal })),
    ...pages,
  });

/** Whom the shop knows already by a number, an address or a name. */
export const customerDuplicatesQuery = ({
  name,
  email,
  phone,
  except,
}: QueryOf<'/v1/customers/duplicates'>) => {
  const query = {
    ...(name && { name }),
    ...(email && { email }),
    ...(phone && { phone }),
    ...(except && { except }),
  };
  return queryOptions({
    queryKey: ['customers', 'duplicates', query],
    queryFn: ({ signal }) =>
      call(api.GET('/v1/customers/duplicates', { params: { query }, signal })),
  });
};

export const customerQuery = (id: Id) =>
  queryOptions({
    queryKey: ['customer', id],
    queryFn: ({ signal }) =>
      call(api.GET('/v1/customers/{id}', { params: { path: { id } }, signal })),
  });

export const customerTaxQuery = (id: Id) =>
  queryOptions({
    queryKey: ['customer', id, 'tax'],
    queryFn: ({ signal }) =>
      call(api.GET('/v1/customers/{id}/tax-exemption', { params: { path: { id } }, signal })),
  });

export const customerOrdersQuery = (id: Id) =>
  infiniteQueryOptions({
    queryKey: ['customer', id, 'orders'],
    queryFn: ({ pageParam: cursor, signal }) =>
      call(
        api.GET('/v1/customers/{id}/orders', {
          params: { path: { id }, query: { cursor } },
          signal,
        }),
      ),
    ...pages,
  });

export const paymentsQuery = (query: Filters<'/v1/payments'> = {}) =>
  infiniteQueryOptions({
    queryKey: ['payments', query],
    queryFn: ({ pageParam: cursor, signal }) =>
      call(api.GET('/v1/payments', { params: { query: { ...query, cursor } }, signal })),
    ...pages,
  });

export const paymentQuery = (id: Id) =>
  queryOptions({
    queryKey: ['payment', id],
    queryFn: ({ signal }) =>
      call(api.GET('/v1/payments/{id}', { params: { path: { id } }, signal })),
  });

export const stockQuery = (query: Filters<'/v1/stock'> = {}) =>
  infiniteQueryOptions({
    queryKey: ['stock', query],
    queryFn: ({ pageParam: cursor, signal }) =>
      call(api.GET('/v1/stock', { params: { query: { ...query, cursor } }, signal })),
    ...pages,
  });

export const movementsQuery = (query: Filters<'/v1/stock/movements'>) =>
  infiniteQueryOptions({
    queryKey: ['movements', query],
    queryFn: ({ pageParam: cursor, signal }) =>
      call(api.GET('/v1/stock/movements', { params: { query: { ...query, cursor } }, signal })),
    ...pages,
  });

export const shiftsQuery = (query: Filters<'/v1/shifts'> = {}) =>
  infiniteQueryOptions({
    queryKey: ['shifts', query],
    queryFn: ({ pageParam: cursor, signal }) =>
      call(api.GET('/v1/shifts', { params: { query: { ...query, cursor } }, signal })),
    ...pages,
  });

export const shiftReportQuery = (id: Id) =>
  queryOptions({
    queryKey: ['shift', id, 'report'],
    queryFn: ({ signal }) =>
      call(api.GET('/v1/shifts/{id}/report', { params: { path: { id } }, signal })),
  });

export const accountsQuery = queryOptions({
  queryKey: ['accounts'],
  queryFn: ({ signal }) => call(api.GET('/v1/accounts', { signal })),
  staleTime: Infinity,
});

export const journalQuery = (query: Filters<'/v1/journal'> = {}) =>
  infiniteQueryOptions({
    queryKey: ['journal', query],
    queryFn: ({ pageParam: cursor, signal }) =>
      call(api.GET('/v1/journal', { params: { query: { ...query, cursor } }, signal })),
    ...pages,
  });

export const trialBalanceQuery = (query: QueryOf<'/v1/trial-balance'> = {}) =>
  queryOptions({
    queryKey: ['trial-balance', query],
    queryFn: ({ signal }) => call(api.GET('/v1/trial-balance', { params: { query }, signal })),
  });

export const customerGroupsQuery = queryOptions({
  queryKey: ['customer-groups'],
  queryFn: ({ signal }) => call(api.GET('/v1/customer-groups', { signal })),
  staleTime: Infinity,
});

export const priceListsQuery = queryOptions({
  queryKey: ['price-lists'],
  queryFn: ({ signal }) => call(api.GET('/v1/price-lists', { signal })),
  staleTime: Infinity,
});

export const priceListQuery = (id: Id) =>
  queryOptions({
    queryKey: ['price-lists', id],
    queryFn: ({ signal }) =>
      call(api.GET('/v1/price-lists/{id}', { params: { path: { id } }, signal })),
  });

export const promotionQuery = (id: Id) =>
  queryOptions({
    queryKey: ['promotions', id],
    queryFn: ({ signal }) =>
      call(api.GET('/v1/promotions/{id}', { params: { path: { id } }, signal })),
  });

export const promotionsQuery = queryOptions({
  queryKey: ['promotions'],
  queryFn: ({ signal }) => call(api.GET('/v1/promotions', { signal })),
  staleTime: Infinity,
});
