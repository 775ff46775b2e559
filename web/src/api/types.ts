/**
 * The shapes the server speaks, in one place. Screens import types only from here, so that this
 * file alone changes when they become aliases onto the generated `components['schemas']`.
 */

/** An amount in integer minor units of its currency: 1050 GBP is £10.50. */
export interface Money {
  amount: number;
  currency: string;
}
/** Decimal string without trailing zeros, at most three decimals: "2", "1.25". */
export type Quantity = string;
/** Percent as a decimal string, at most four decimals: "17.5". */
export type Percent = string;
/** RFC 3339 in UTC. */
export type Timestamp = string;
/** A business date, "YYYY-MM-DD". */
export type BusinessDate = string;
export type Id = string;

export interface Page<T> {
  items: T[];
  next_cursor: string | null;
}

/** RFC 9457 problem document. */
export interface Problem {
  type?: string;
  title: string;
  status: number;
  code: string;
  detail?: string;
  /** Path of the field at fault: "lines[0].quantity". */
  field?: string | null;
  /** How to get out. */
  fix?: string | null;
  request_id?: string | null;
}

// ---- people and places --------------------------------------------------------------------

export type Role = 'owner' | 'cashier';

export interface Staff {
  id: Id;
  name: string;
  email: string | null;
  role: Role;
  active: boolean;
}

export interface Register {
  id: Id;
  location_id: Id;
  name: string;
  /** Receipt series: "R1". */
  series: string;
}

export interface RegisterInput {
  id?: Id;
  location_id: Id;
  name: string;
  series: string;
}

export interface StaffInput {
  id?: Id;
  name: string;
  role: Role;
  /** For the back office; goes with the password. */
  email?: string;
  password?: string;
  /** For the register: four to eight digits. */
  pin?: string;
}

/** A key of another program, without its secret. */
export interface ApiKey {
  id: Id;
  name: string;
  role: Role;
  created_at: Timestamp;
  revoked_at: Timestamp | null;
}

/** The one answer that holds the secret. */
export interface NewApiKey extends ApiKey {
  secret: string;
}

export interface Location {
  id: Id;
  name: string;
  time_zone: string;
  day_starts_at_hour: number;
}

export interface Session {
  expires_at: Timestamp;
  staff: Staff;
  /** Set when the session belongs to a till. */
  register: Register | null;
  permissions: string[];
}

export interface NewSession extends Session {
  token: string;
}

export type SessionInput =
  { email: string; password: string } | { register_id: Id; staff_id: Id; pin: string };

export interface SignInOptions {
  merchant_name: string;
  demo: boolean;
  demo_sign_in: {
    email: string;
    password: string;
    pins: { staff_id: Id; name: string; pin: string }[];
  } | null;
  registers: { id: Id; name: string; location_name: string }[];
  staff: { id: Id; name: string; role: Role }[];
}

export interface Settings {
  merchant_name: string;
  currency: string;
  currency_decimals: number;
  country: string;
  prices_include_tax: boolean;
  tax_rounding: 'line' | 'order';
  negative_stock: 'allow' | 'refuse';
  database_id: Id;
}

export type SettingsPatch = Partial<
  Pick<Settings, 'merchant_name' | 'prices_include_tax' | 'tax_rounding' | 'negative_stock'>
>;

export interface Terminal {
  id: Id;
  location_id: Id;
  register_id: Id | null;
  name: string;
  provider: string;
}

// ---- catalogue ----------------------------------------------------------------------------

export interface TaxComponent {
  id: Id;
  name: string;
  rate: Percent;
  compound: boolean;
  valid_from: BusinessDate | null;
  valid_to: BusinessDate | null;
  payable_account: string;
}

export interface TaxCategory {
  id: Id;
  code: string;
  name: string;
  revenue_account: string;
  components: TaxComponent[];
}

export interface TaxCategoryInput {
  id?: Id;
  code: string;
  name: string;
  components: {
    id?: Id;
    name: string;
    rate: Percent;
    compound?: boolean;
    valid_from?: BusinessDate | null;
    valid_to?: BusinessDate | null;
  }[];
}

export interface Category {
  id: Id;
  name: string;
  parent_id: Id | null;
  position: number;
  product_count: number;
  icon_url: string | null;
}

/** What a line or product is; decides its tax, whether discounts reach it, and its account. */
export type LineKind = 'goods' | 'service' | 'gift_card' | 'deposit' | 'shipping' | 'fee' | 'tip';

export interface StockFigures {
  on_hand: Quantity;
  reserved: Quantity;
  available: Quantity;
}

export interface Variant {
  id: Id;
  /** Empty for the single variant of a product. */
  name: string;
  sku: string;
  barcodes: string[];
  price: Money;
  cost: Money | null;
  track_stock: boolean;
  active: boolean;
  /** Summed over locations, or of the location asked for. */
  stock: StockFigures | null;
}

export interface Product {
  id: Id;
  version: number;
  name: string;
  description: string;
  kind: LineKind;
  category_id: Id | null;
  category_name: string | null;
  tax_category_id: Id | null;
  image_url: string | null;
  active: boolean;
  variants: Variant[];
  created_at: Timestamp;
  updated_at: Timestamp;
}

export interface VariantInput {
  id?: Id;
  name?: string;
  sku: string;
  barcodes?: string[];
  price: Money;
  cost?: Money;
  track_stock?: boolean;
}

export interface ProductInput {
  id?: Id;
  name: string;
  description?: string;
  kind?: LineKind;
  category_id?: Id | null;
  tax_category_id?: Id | null;
  variants: VariantInput[];
}

export type ProductPatch = Partial<Omit<ProductInput, 'id' | 'kind' | 'variants'>> & {
  version: number;
  active?: boolean;
  /** Those to change, by id, and those to add; the others stay. */
  variants?: (Partial<Omit<VariantInput, 'cost'>> & { cost?: Money | null; active?: boolean })[];
};

// ---- customers ----------------------------------------------------------------------------

export interface Customer {
  id: Id;
  version: number;
  name: string;
  email: string | null;
  phone: string | null;
  note: string;
  orders_count: number;
  /** Net of refunds. */
  spent: Money;
  first_order_at: Timestamp | null;
  last_order_at: Timestamp | null;
  created_at: Timestamp;
}

export interface CustomerInput {
  id?: Id;
  name: string;
  email?: string | null;
  phone?: string | null;
  note?: string;
}

export type CustomerPatch = Partial<Omit<CustomerInput, 'id'>> & { version: number };

// ---- orders -------------------------------------------------------------------------------

export interface DiscountInput {
  percent?: Percent;
  amount?: Money;
  reason?: string;
}

/** Name the thing by one of variant_id, barcode, sku, or give a custom line. */
export interface LineInput {
  variant_id?: Id;
  barcode?: string;
  sku?: string;
  custom?: { kind: LineKind; name: string; unit_price: Money; tax_category_id?: Id };
  quantity?: number | Quantity;
  unit_price?: Money;
  discounts?: DiscountInput[];
  note?: string;
}

export interface LineTax {
  component_id: Id;
  name: string;
  rate: Percent;
  compound: boolean;
  amount: Money;
}

export interface OrderLine {
  line_no: number;
  kind: LineKind;
  variant_id: Id | null;
  product_id: Id | null;
  sku: string;
  name: string;
  quantity: Quantity;
  unit_price: Money;
  /** Quantity times unit price. */
  amount: Money;
  /** The line's own discounts and its share of those on the order. */
  discount: Money;
  net: Money;
  tax: Money;
  total: Money;
  tax_category_id: Id | null;
  taxes: LineTax[];
  refunded_quantity: Quantity;
  /** Known after completion, shown to owners only. */
  cost: Money | null;
  note: string;
}

export interface Discount {
  discount_no: number;
  line_no: number | null;
  percent: Percent | null;
  amount: Money;
  reason: string;
}

export interface TaxTotal {
  component_id: Id;
  name: string;
  rate: Percent;
  net: Money;
  amount: Money;
}

export interface Totals {
  subtotal: Money;
  discount: Money;
  net: Money;
  tax: Money;
  total: Money;
  taxes: TaxTotal[];
}

export interface Warning {
  code: string;
  line_no: number | null;
  detail: string;
}

export interface QuoteInput {
  register_id?: Id;
  location_id?: Id;
  lines: LineInput[];
  discounts?: DiscountInput[];
  customer_id?: Id;
  date?: BusinessDate;
}

export interface Quote {
  currency: string;
  prices_include_tax: boolean;
  lines: OrderLine[];
  discounts: Discount[];
  totals: Totals;
  warnings: Warning[];
}

export type OrderState = 'open' | 'frozen' | 'completed' | 'voided';
export type RefundState = 'none' | 'partial' | 'full';

export interface OrderSummary {
  id: Id;
  /** Receipt number, given at completion: "R1-000123". */
  number: string | null;
  state: OrderState;
  channel: string;
  version: number;
  location_id: Id;
  register_id: Id;
  customer_id: Id | null;
  customer_name: string | null;
  staff_id: Id | null;
  staff_name: string | null;
  line_count: number;
  subtotal: Money;
  discount: Money;
  net: Money;
  tax: Money;
  total: Money;
  paid: Money;
  change: Money;
  refunded: Money;
  refund_state: RefundState;
  business_date: BusinessDate | null;
  happened_at: Timestamp;
  recorded_at: Timestamp | null;
  created_at: Timestamp;
  /** Completed by the server after a crash or a late answer. */
  recovered: boolean;
  note: string;
}

export interface Order extends OrderSummary {
  lines: OrderLine[];
  discounts: Discount[];
  taxes: TaxTotal[];
  payments: Payment[];
  refunds: Refund[];
  movements: Movement[];
  entries: JournalEntry[];
  events: Event[];
  customer: Customer | null;
  register_name: string;
  location_name: string;
}

export interface OrderInput {
  id?: Id;
  register_id: Id;
  channel?: string;
  customer_id?: Id;
  lines?: LineInput[];
  discounts?: DiscountInput[];
  note?: string;
}

export interface CartInput {
  version: number;
  lines: LineInput[];
  discounts: DiscountInput[];
  customer_id: Id | null;
}

// ---- payments and refunds -----------------------------------------------------------------

export type Tender = 'cash' | 'card' | 'voucher' | 'bank_transfer';

export type PaymentState =
  'created' | 'pending' | 'captured' | 'declined' | 'cancelled' | 'expired' | 'unknown' | 'failed';

export type AttemptState = 'created' | 'pending' | 'succeeded' | 'failed' | 'expired' | 'unknown';

export interface PaymentAttempt {
  id: Id;
  kind: string;
  state: AttemptState;
  amount: Money;
  provider_reference: string | null;
  code: string | null;
  message: string | null;
  /** Scheme and last four digits, never more: "visa 4242". */
  card: string | null;
  created_at: Timestamp;
  sent_at: Timestamp | null;
  concluded_at: Timestamp | null;
}

export interface Payment {
  id: Id;
  order_id: Id | null;
  tender: Tender;
  tender_name: string;
  amount: Money;
  /** Cash handed over, and what went back. */
  tendered: Money | null;
  change: Money | null;
  refunded: Money;
  state: PaymentState;
  terminal_id: Id | null;
  /** A sentence for the cashier. */
  message: string;
  attempts: PaymentAttempt[];
  created_at: Timestamp;
  version: number;
}

export interface PaymentInput {
  id?: Id;
  tender: Tender;
  amount: Money;
  tendered?: Money;
  terminal_id?: Id;
  complete_when_paid?: boolean;
}

export interface SaleInput {
  id?: Id;
  register_id: Id;
  lines: LineInput[];
  discounts?: DiscountInput[];
  customer_id?: Id;
  payments: ({ tender: Tender; amount: Money; tendered?: Money } | { payment_id: Id })[];
  happened_at?: Timestamp;
  note?: string;
}

export interface Sale extends OrderSummary {
  warnings: Warning[];
}

export interface RefundLine {
  line_no: number;
  order_line_no: number | null;
  variant_id: Id | null;
  name: string;
  quantity: Quantity;
  restocked: boolean;
  net: Money;
  tax: Money;
  total: Money;
}

export interface RefundPayment {
  payment_id: Id;
  tender: Tender;
  amount: Money;
  state: PaymentState | AttemptState;
  message: string;
}

export interface Refund {
  id: Id;
  number: string | null;
  order_id: Id | null;
  reason: string;
  state: 'pending' | 'completed';
  lines: RefundLine[];
  net: Money;
  tax: Money;
  total: Money;
  payments: RefundPayment[];
  business_date: BusinessDate | null;
  happened_at: Timestamp;
  recorded_at: Timestamp | null;
  staff_name: string | null;
}

export interface RefundInput {
  id?: Id;
  register_id: Id;
  reason: string;
  /** Absent means everything that is left. */
  lines?: { line_no: number; quantity: number | Quantity; restock: boolean }[];
  restock?: boolean;
  /** Absent means back to the original tenders. */
  payments?: { payment_id?: Id; tender?: Tender; amount: Money }[];
}

export interface UnlinkedRefundInput {
  id?: Id;
  register_id: Id;
  reason: string;
  customer_id?: Id;
  lines: (LineInput & { restock: boolean })[];
  tender: Tender;
  happened_at?: Timestamp;
}

// ---- stock --------------------------------------------------------------------------------

export interface StockLevel extends StockFigures {
  variant_id: Id;
  product_id: Id;
  product_name: string;
  variant_name: string;
  sku: string;
  location_id: Id;
  value: Money;
  unit_cost: Money | null;
  /** Since when the figure is in doubt and wants counting. */
  recount_since: Timestamp | null;
  image_url: string | null;
}

export type AdjustmentKind = 'opening' | 'count' | 'received' | 'damaged' | 'lost' | 'found';

export interface AdjustmentInput {
  id?: Id;
  location_id: Id;
  variant_id?: Id;
  sku?: string;
  barcode?: string;
  kind: AdjustmentKind;
  /** The change; for a count, the quantity counted. */
  quantity: number | Quantity;
  unit_cost?: Money;
  reason?: string;
}

export interface Movement {
  variant_id: Id;
  sku: string;
  name: string;
  location_id: Id;
  kind: 'sale' | 'return' | 'revaluation' | AdjustmentKind;
  quantity: Quantity;
  value: Money;
  source_id: Id | null;
  reason: string;
  staff_name: string | null;
  happened_at: Timestamp;
  recorded_at: Timestamp;
}

export interface Adjustment {
  movement: Movement;
  stock: StockLevel;
}

// ---- books --------------------------------------------------------------------------------

export interface Account {
  code: string;
  name: string;
  kind: 'asset' | 'liability' | 'equity' | 'revenue' | 'expense';
}

export interface Posting {
  line_no: number;
  account: string;
  account_name: string;
  debit: Money | null;
  credit: Money | null;
}

export interface JournalEntry {
  id: Id;
  kind: 'sale' | 'capture' | 'refund' | 'refund_paid' | 'deposit_returned' | 'stock';
  source_id: Id | null;
  description: string;
  business_date: BusinessDate;
  recorded_at: Timestamp;
  postings: Posting[];
}

export interface TrialBalance {
  from: BusinessDate | null;
  to: BusinessDate | null;
  currency: string;
  accounts: (Account & { debit: Money; credit: Money; balance: Money })[];
  total_debit: Money;
  total_credit: Money;
}

// ---- dashboard ----------------------------------------------------------------------------

/** One headline number: today, the day compared with, and the fourteen days up to today. */
export interface Figure<T> {
  value: T;
  compare: T;
  days: { date: BusinessDate; value: T }[];
}

export interface Dashboard {
  date: BusinessDate;
  compare_date: BusinessDate;
  location_id: Id | null;
  figures: {
    sales: Figure<Money>;
    orders: Figure<number>;
    average: Figure<Money>;
    margin: Figure<Percent | null>;
  };
  hours: { hour: number; today: Money; compare: Money }[];
  tenders: { tender: Tender; name: string; amount: Money; count: number }[];
  top_products: {
    product_id: Id;
    name: string;
    image_url: string | null;
    quantity: Quantity;
    amount: Money;
  }[];
  low_stock: StockLevel[];
  needs_you: {
    kind: 'payment_unknown' | 'recount' | 'refund_pending';
    id: Id;
    title: string;
    detail: string;
    link: string;
  }[];
  recent_orders: OrderSummary[];
}

// ---- events -------------------------------------------------------------------------------

/** Every kind of event the server sends; live.ts listens to exactly these. */
export const EVENT_KINDS = [
  'order.created',
  'order.updated',
  'order.frozen',
  'order.unfrozen',
  'order.completed',
  'order.voided',
  'order.refunded',
  'payment.created',
  'payment.updated',
  'stock.adjusted',
  'product.created',
  'product.updated',
  'category.created',
  'tax_category.created',
  'customer.created',
  'customer.updated',
  'register.created',
  'staff.created',
  'settings.updated',
  'api_key.created',
  'api_key.revoked',
] as const;

export type EventKind = (typeof EVENT_KINDS)[number];

export interface Event {
  position: number;
  kind: EventKind;
  subject_id: Id;
  data: Record<string, unknown>;
  happened_at: Timestamp;
  recorded_at: Timestamp;
  origin_database: Id;
  origin_position: number;
}

export interface EventPage extends Page<Event> {
  last_position: number;
}

/** `data` of an order.completed event: enough for a till to move its stock hints at once. */
export interface OrderCompletedData {
  order_id: Id;
  number: string;
  register_id: Id;
  location_id: Id;
  customer_id: Id | null;
  total: Money;
  line_count: number;
  stock: { variant_id: Id; on_hand: Quantity; available: Quantity }[];
}

/** `data` of a payment.updated event. */
export interface PaymentUpdatedData {
  payment_id: Id;
  order_id: Id | null;
  state: PaymentState;
  message: string;
}
