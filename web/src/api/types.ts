export * from './types-more';

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

export type Permission =
  | 'look'
  | 'sell'
  | 'refund'
  | 'refund_unlinked'
  | 'edit_customers'
  | 'edit_catalogue'
  | 'adjust_stock'
  | 'read_books'
  | 'manage';

export interface Session {
  expires_at: Timestamp;
  staff: Staff;
  /** Set when the session belongs to a till. */
  register: Register | null;
  permissions: Permission[];
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
  /** What speaks to it: "simulated". */
  connector: string;
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

/** Names the thing by one of variant_id, barcode, sku, or describes it: kind, name, unit price. */
export interface LineInput {
  variant_id?: Id;
  barcode?: string;
  sku?: string;
  /** Of what is not in the catalogue. */
  kind?: LineKind;
  name?: string;
  tax_category_id?: Id;
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

export type Channel = 'register' | 'web';

export interface OrderSummary {
  id: Id;
  /** Receipt number, given at completion: "R1-000123". */
  number: string | null;
  state: OrderState;
  channel: Channel;
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
