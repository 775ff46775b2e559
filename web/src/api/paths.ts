/**
 * The routes of the server as openapi-fetch wants them. When `npm run types` can generate
 * schema.d.ts, this file becomes `export type { paths } from './schema'` and no screen changes.
 */
import type * as T from './types';

type Json<Body> = { content: { 'application/json': Body } };

/** One operation: its answer, and what it takes in the query, the path and the body. */
type Op<Answer, Query = never, Path = never, Body = never> = {
  parameters: ([Query] extends [never] ? { query?: never } : { query?: Query }) &
    ([Path] extends [never] ? { path?: never } : { path: Path });
  responses: {
    200: Answer extends void ? { content?: never } : Json<Answer>;
    default: { content: { 'application/problem+json': T.Problem } };
  };
} & ([Body] extends [never]
  ? { requestBody?: never }
  : { requestBody: { content: { 'application/json': Body } } });

type ById = { id: T.Id };
type Cursor = { cursor?: string; limit?: number };
type List<Item, Query = Cursor> = Op<T.Page<Item>, Query>;

export interface paths {
  '/v1/sessions': { post: Op<T.NewSession, never, never, T.SessionInput> };
  '/v1/sessions/current': { get: Op<T.Session>; delete: Op<void> };
  '/v1/sign-in-options': { get: Op<T.SignInOptions> };
  '/v1/settings': { get: Op<T.Settings>; patch: Op<T.Settings, never, never, T.SettingsPatch> };
  '/v1/locations': { get: List<T.Location> };
  '/v1/registers': {
    get: List<T.Register>;
    post: Op<T.Register, never, never, T.RegisterInput>;
  };
  '/v1/staff': { get: List<T.Staff>; post: Op<T.Staff, never, never, T.StaffInput> };
  '/v1/api-keys': {
    get: List<T.ApiKey>;
    post: Op<T.NewApiKey, never, never, { name: string; role: T.Role }>;
  };
  '/v1/api-keys/{id}': { delete: Op<void, never, ById> };
  '/v1/terminals': { get: List<T.Terminal> };

  '/v1/tax-categories': {
    get: List<T.TaxCategory>;
    post: Op<T.TaxCategory, never, never, T.TaxCategoryInput>;
  };
  '/v1/categories': {
    get: List<T.Category>;
    post: Op<
      T.Category,
      never,
      never,
      { id?: T.Id; name: string; parent_id?: T.Id; position?: number }
    >;
  };
  '/v1/products': {
    get: List<
      T.Product,
      Cursor & {
        search?: string;
        barcode?: string;
        sku?: string;
        category_id?: T.Id;
        location_id?: T.Id;
        active?: boolean;
      }
    >;
    post: Op<T.Product, never, never, T.ProductInput>;
  };
  '/v1/products/{id}': {
    get: Op<T.Product, never, ById>;
    patch: Op<T.Product, never, ById, T.ProductPatch>;
  };
  '/v1/products/{id}/image': { put: Op<T.Product, never, ById, Blob> };

  '/v1/customers': {
    get: List<T.Customer, Cursor & { search?: string }>;
    post: Op<T.Customer, never, never, T.CustomerInput>;
  };
  '/v1/customers/{id}': {
    get: Op<T.Customer, never, ById>;
    patch: Op<T.Customer, never, ById, T.CustomerPatch>;
  };
  '/v1/customers/{id}/orders': { get: Op<T.Page<T.OrderSummary>, Cursor, ById> };

  '/v1/quotes': { post: Op<T.Quote, never, never, T.QuoteInput> };
  '/v1/orders': {
    get: List<
      T.OrderSummary,
      Cursor & {
        state?: T.OrderState;
        search?: string;
        customer_id?: T.Id;
        register_id?: T.Id;
        from?: T.BusinessDate;
        to?: T.BusinessDate;
      }
    >;
    post: Op<T.Order, never, never, T.OrderInput>;
  };
  '/v1/orders/{id}': { get: Op<T.Order, never, ById> };
  '/v1/orders/{id}/lines': {
    post: Op<T.Order, never, ById, { version: number; lines: T.LineInput[] }>;
  };
  '/v1/orders/{id}/cart': { put: Op<T.Order, never, ById, T.CartInput> };
  '/v1/orders/{id}/void': { post: Op<T.Order, never, ById, { version: number; reason: string }> };
  '/v1/orders/{id}/payments': { post: Op<T.Payment, never, ById, T.PaymentInput> };
  '/v1/orders/{id}/complete': { post: Op<T.Order, never, ById, { version?: number }> };
  '/v1/orders/{id}/refunds': { post: Op<T.Refund, never, ById, T.RefundInput> };
  '/v1/sales': { post: Op<T.Sale, never, never, T.SaleInput> };
  '/v1/refunds': { post: Op<T.Refund, never, never, T.UnlinkedRefundInput> };

  '/v1/payments': { get: List<T.Payment, Cursor & { state?: T.PaymentState }> };
  '/v1/payments/{id}': { get: Op<T.Payment, never, ById> };
  '/v1/payments/{id}/cancel': { post: Op<T.Payment, never, ById> };
  '/v1/payments/{id}/inquire': { post: Op<T.Payment, never, ById> };

  '/v1/stock': {
    get: List<
      T.StockLevel,
      Cursor & {
        location_id?: T.Id;
        variant_id?: T.Id;
        search?: string;
        low?: boolean;
        recount?: boolean;
      }
    >;
  };
  '/v1/stock/adjustments': { post: Op<T.Adjustment, never, never, T.AdjustmentInput> };
  '/v1/stock/movements': {
    get: List<T.Movement, Cursor & { variant_id?: T.Id; location_id?: T.Id }>;
  };

  '/v1/accounts': { get: List<T.Account> };
  '/v1/journal': {
    get: List<
      T.JournalEntry,
      Cursor & { account?: string; from?: T.BusinessDate; to?: T.BusinessDate; source_id?: T.Id }
    >;
  };
  '/v1/trial-balance': {
    get: Op<T.TrialBalance, { from?: T.BusinessDate; to?: T.BusinessDate }>;
  };
  '/v1/dashboard': { get: Op<T.Dashboard, { date?: T.BusinessDate; location_id?: T.Id }> };
  '/v1/events': { get: Op<T.EventPage, { after?: number; limit?: number }> };
}

/** The query parameters a list takes. */
export type QueryOf<Path extends keyof paths> = paths[Path] extends {
  get: { parameters: { query?: infer Query } };
}
  ? NonNullable<Query>
  : never;
