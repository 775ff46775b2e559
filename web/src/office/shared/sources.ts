/** The lists of the back office, for useList and for exports. */
import { api, call } from '../../api/client';
import type {
  AuditRow,
  CashMovement,
  Coupon,
  Customer,
  Id,
  JournalEntry,
  Movement,
  OrderSummary,
  paths,
  Payment,
  ModifierGroup,
  PriceList,
  PriceListPrice,
  Product,
  Promotion,
  QueryOf,
  Shift,
  StockLevel,
} from '../../api/types';
import type { ListSource } from './use-list';

type Filters<Path extends keyof paths> = Omit<QueryOf<Path>, 'cursor' | 'limit'>;

/** The file of a list with the same filters. */
export function fileOf(path: `/v1/${string}/export`, filters = {}) {
  const set = Object.entries(filters).filter(([, value]) => value !== undefined && value !== null);
  const query = new URLSearchParams(set.map(([name, value]) => [name, String(value)])).toString();
  return query ? `${path}?${query}` : path;
}

export const ordersSource = (filters: Filters<'/v1/orders'>): ListSource<OrderSummary> => ({
  key: ['orders', 'list', filters],
  read: (page, signal) =>
    call(api.GET('/v1/orders', { params: { query: { ...filters, ...page } }, signal })),
  id: (order) => order.id,
  file: fileOf('/v1/orders/export', filters),
});

export const customerOrdersSource = (id: Id): ListSource<OrderSummary> => ({
  key: ['customer', id, 'orders'],
  read: (page, signal) =>
    call(api.GET('/v1/customers/{id}/orders', { params: { path: { id }, query: page }, signal })),
  id: (order) => order.id,
});

export const productsSource = (filters: Filters<'/v1/products'>): ListSource<Product> => ({
  key: ['products', 'list', filters],
  read: (page, signal) =>
    call(api.GET('/v1/products', { params: { query: { ...filters, ...page } }, signal })),
  id: (product) => product.id,
  file: fileOf('/v1/products/export', filters),
});

export const stockSource = (filters: Filters<'/v1/stock'>): ListSource<StockLevel> => ({
  key: ['stock', 'list', filters],
  read: (page, signal) =>
    call(api.GET('/v1/stock', { params: { query: { ...filters, ...page } }, signal })),
  id: (level) => `${level.variant_id} ${level.location_id}`,
  file: fileOf('/v1/stock/export', filters),
});

export const movementsSource = (filters: Filters<'/v1/stock/movements'>): ListSource<Movement> => ({
  key: ['movements', 'list', filters],
  read: (page, signal) =>
    call(api.GET('/v1/stock/movements', { params: { query: { ...filters, ...page } }, signal })),
  id: ({ source_id, line_no }) => `${source_id} ${line_no}`,
  file: fileOf('/v1/stock/movements/export', filters),
});

export const customersSource = (filters: Filters<'/v1/customers'>): ListSource<Customer> => ({
  key: ['customers', 'list', filters],
  read: (page, signal) =>
    call(api.GET('/v1/customers', { params: { query: { ...filters, ...page } }, signal })),
  id: (customer) => customer.id,
  file: fileOf('/v1/customers/export', filters),
});

export const paymentsSource = (filters: Filters<'/v1/payments'>): ListSource<Payment> => ({
  key: ['payments', 'list', filters],
  read: (page, signal) =>
    call(api.GET('/v1/payments', { params: { query: { ...filters, ...page } }, signal })),
  id: (payment) => payment.id,
  file: fileOf('/v1/payments/export', filters),
});

export const journalSource = (filters: Filters<'/v1/journal'>): ListSource<JournalEntry> => ({
  key: ['journal', 'list', filters],
  read: (page, signal) =>
    call(api.GET('/v1/journal', { params: { query: { ...filters, ...page } }, signal })),
  id: (entry) => entry.id,
});

export const auditSource = (filters: Filters<'/v1/audit-trail'>): ListSource<AuditRow> => ({
  key: ['audit', 'list', filters],
  read: (page, signal) =>
    call(api.GET('/v1/audit-trail', { params: { query: { ...filters, ...page } }, signal })),
  id: ({ position }) => String(position),
});

export const shiftsSource = (filters: Filters<'/v1/shifts'>): ListSource<Shift> => ({
  key: ['shifts', 'list', filters],
  read: (page, signal) =>
    call(api.GET('/v1/shifts', { params: { query: { ...filters, ...page } }, signal })),
  id: (shift) => shift.id,
  file: fileOf('/v1/shifts/export', filters),
});

export const safeSource = (filters: Filters<'/v1/safe-movements'>): ListSource<CashMovement> => ({
  key: ['safe-movements', 'list', filters],
  read: (page, signal) =>
    call(api.GET('/v1/safe-movements', { params: { query: { ...filters, ...page } }, signal })),
  id: (movement) => movement.id,
  file: fileOf('/v1/safe-movements/export', filters),
});

export const modifierGroupsSource: ListSource<ModifierGroup> = {
  key: ['modifier-groups', 'list'],
  read: (page, signal) => call(api.GET('/v1/modifier-groups', { params: { query: page }, signal })),
  id: (group) => group.id,
  file: '/v1/modifier-groups/export',
};

export const priceListsSource: ListSource<PriceList> = {
  key: ['price-lists', 'list'],
  read: (page, signal) => call(api.GET('/v1/price-lists', { params: { query: page }, signal })),
  id: (list) => list.id,
  file: '/v1/price-lists/export',
};

export const priceListPricesSource = (
  id: Id,
  filters: Filters<'/v1/price-lists/{id}/prices'>,
): ListSource<PriceListPrice> => ({
  key: ['price-lists', id, 'prices', filters],
  read: (page, signal) =>
    call(
      api.GET('/v1/price-lists/{id}/prices', {
        params: { path: { id }, query: { ...filters, ...page } },
        signal,
      }),
    ),
  id: (price) => price.variant_id,
  file: fileOf(`/v1/price-lists/${id}/prices/export`, filters),
});

export const promotionsSource: ListSource<Promotion> = {
  key: ['promotions', 'list'],
  read: (page, signal) => call(api.GET('/v1/promotions', { params: { query: page }, signal })),
  id: (promotion) => promotion.id,
};

export const couponsSource = (id: Id): ListSource<Coupon> => ({
  key: ['promotions', id, 'coupons'],
  read: (page, signal) =>
    call(api.GET('/v1/promotions/{id}/coupons', { params: { path: { id }, query: page }, signal })),
  id: (coupon) => coupon.id,
  file: `/v1/promotions/${id}/coupons/export`,
});
