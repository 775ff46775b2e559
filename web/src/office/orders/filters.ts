/** The filters of the orders list, as they stand in the address, and its order. */
export const ORDER_FILTERS = [
  ...([
    'state',
    'search',
    'location',
    'register',
    'staff',
    'tender',
    'from',
    'to',
    'hour',
    'sort',
  ] as const),
] as const;
export type OrderFilter = (typeof ORDER_FILTERS)[number];
export type OrderFilters = Partial<Record<OrderFilter, string>>;
