import { recall, remember } from '../../lib/storage';

/** The filters of the orders list, as they stand in the address. */
export const ORDER_FILTERS = ['state', 'search', 'register', 'from', 'to'] as const;
export type OrderFilter = (typeof ORDER_FILTERS)[number];
export type OrderFilters = Partial<Record<OrderFilter, string>>;

/** A set of filters with a name, kept in this browser. */
export interface SavedView {
  name: string;
  filters: OrderFilters;
}

const KEY = 'views.orders';

export function savedViews(): SavedView[] {
  try {
    const views: unknown = JSON.parse(recall(KEY) ?? '[]');
    return Array.isArray(views) ? views.filter(isView) : [];
  } catch {
    return [];
  }
}

export function saveViews(views: readonly SavedView[]): void {
  remember(KEY, views.length === 0 ? null : JSON.stringify(views));
}

function isView(view: unknown): view is SavedView {
  const { name, filters } = (view ?? {}) as Partial<SavedView>;
  return typeof name === 'string' && typeof filters === 'object' && filters !== null;
}

/** Whether the filters in force are these. */
export function isSame(a: OrderFilters, b: OrderFilters): boolean {
  return ORDER_FILTERS.every((name) => (a[name] ?? '') === (b[name] ?? ''));
}

/** Changes that put these filters in force and drop all others. */
export function changesTo(filters: OrderFilters): Record<OrderFilter, string | null> {
  return Object.fromEntries(ORDER_FILTERS.map((name) => [name, filters[name] ?? null])) as Record<
    OrderFilter,
    string | null
  >;
}
