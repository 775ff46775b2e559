/** The second half of the API's types: what follows from orders. */
import type {
  BusinessDate,
  Channel,
  Customer,
  Discount,
  DiscountInput,
  Id,
  LineInput,
  Money,
  OrderLine,
  OrderSummary,
  Page,
  Percent,
  Quantity,
  StockFigures,
  TaxTotal,
  Timestamp,
  Warning,
} from './types';

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
  channel?: Channel;
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
  kind: 'authorise' | 'capture' | 'refund' | 'void' | 'reversal';
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
  state: PaymentState;
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
  payments?: { payment_id: Id; amount: Money }[];
}

export interface UnlinkedRefundInput {
  id?: Id;
  register_id: Id;
  reason: string;
  customer_id?: Id;
  lines: LineInput[];
  restock?: boolean;
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
  /** The order, refund or adjustment that moved it, and the line of it. */
  source_id: Id;
  line_no: number;
  reason: string | null;
  staff_id: Id | null;
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
  source_id: Id;
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
