/**
 * Money for one sale: what is due, what was taken, what is on its way. Only data and sums; the steps
 * towards the server are in checkout-flow.ts. All of it is kept in the session's storage, so that a
 * reload in the middle of a card payment goes on where it was.
 */
import type { Id, Order, Payment, PaymentState, Refund, SaleInput, Tender } from '../../api/types';
import type { ReturnedInput } from '../../api/types';
import type { CartInput } from './cart';

/** One tender of the sale. `planned` money is in the drawer's reach but not yet told to the server. */
export interface Entry {
  /** Made here: the payment's id, and the idempotency key of telling it to the server. */
  id: Id;
  tender: Tender;
  /** Minor units that count towards the total. */
  amount: number;
  /** Cash handed over. */
  tendered: number | null;
  /** What moves in cash beyond the amount, to the smallest coin. */
  rounding: number;
  state: 'planned' | PaymentState;
  /** Of a gift card. */
  code?: string;
  /** The terminal's words. */
  message: string;
}

/** What the cashier asked for last; kept whole, so that sending it again is the same request. */
export type Intent =
  | { is: 'sell'; key: string; body: SaleInput }
  | { is: 'charge'; entryId: Id; orderKey: string }
  | { is: 'settle' };

export interface Refusal {
  code: string;
  detail: string;
  fix: string | null;
  /** "lines[0].quantity" */
  field: string | null;
}

export interface DoneSale {
  orderId: Id;
  number: string | null;
  total: number;
  /** What rounding cash added to the total. */
  rounding: number;
  change: number;
  /** What goods that came back pay of the total. */
  credit: number;
  /** What of goods that came back goes out in money, by tender. */
  givenBack: { tender: Tender; amount: number }[];
  tenders: { tender: Tender; amount: number; tendered: number | null }[];
}

export type Phase =
  | { is: 'choosing'; refusal: Refusal | null; declined: Entry | null }
  | { is: 'sending'; intent: Intent }
  /** No answer from the server: the same request can be sent again, and changes nothing twice. */
  | { is: 'unsure'; intent: Intent }
  | { is: 'card'; entryId: Id; isStopping: boolean }
  | { is: 'done'; sale: DoneSale };

/** Goods that come back with the sale. */
export interface Exchange {
  returned: ReturnedInput[];
  /** What of the total they pay. */
  credit: number;
  /** What goes back to the customer beyond that. */
  givenBack: number;
}

export interface Checkout {
  saleId: Id;
  currency: string;
  /** Of the total, what goods that come back do not pay. */
  due: number;
  exchange: Exchange | null;
  /** The smallest coin in minor units, to which cash is rounded; 0 where it is not. */
  coin: number;
  cart: CartInput;
  entries: readonly Entry[];
  /** The cart as the server's order has it; null while there is no order. */
  sentCart: string | null;
  phase: Phase;
}

export const CHOOSING: Phase = { is: 'choosing', refusal: null, declined: null };

export function isOver(state: Entry['state']): boolean {
  return ['declined', 'cancelled', 'expired', 'failed', 'voided', 'reversing', 'reversed'].includes(
    state,
  );
}

/** Money the server holds for sure. */
export function captured(entries: readonly Entry[]): number {
  return sum(entries.filter(({ state }) => state === 'captured'));
}

/** What nobody has offered to pay yet. */
export function remaining({ due, entries }: Pick<Checkout, 'due' | 'entries'>): number {
  return due - sum(entries.filter(({ state }) => !isOver(state)));
}

/** No money was taken or is on its way, not even cash on the counter: the cart may still change. */
export function canEditCart({ entries, phase }: Checkout): boolean {
  return phase.is === 'choosing' && entries.every(({ state }) => isOver(state));
}

/** Money that was handed over and that the server does not know of yet. */
export function planned(entries: readonly Entry[]): Entry[] {
  return entries.filter(({ state }) => state === 'planned');
}

export function sum(entries: readonly Entry[]): number {
  return entries.reduce((total, { amount }) => total + amount, 0);
}

/** To the nearest multiple of the smallest coin, half a coin up. */
export function toCoins(amount: number, coin: number): number {
  return coin > 1 ? Math.floor((amount + coin / 2) / coin) * coin : amount;
}

type Open = Pick<Checkout, 'due' | 'coin' | 'entries'>;

/** All cash of a sale is rounded together, in however many parts it comes. */
function inCoins(amount: number, { coin, entries }: Open): number {
  const cash = entries.filter(({ tender, state }) => tender === 'cash' && !isOver(state));
  const before = cash.reduce((total, { rounding }) => total + rounding, 0);
  return Math.max(0, toCoins(amount - before, coin));
}

/** What settles the rest in cash. */
export function remainingInCash(checkout: Open): number {
  return inCoins(remaining(checkout), checkout);
}

/** Cash of `tendered` towards what remains; more than that is given back as change. */
export function cashEntry(id: Id, tendered: number, checkout: Open): Entry {
  const { coin } = checkout;
  const isAll = tendered >= remainingInCash(checkout);
  const part = coin > 1 ? tendered - (tendered % coin) : tendered;
  const amount = isAll ? remaining(checkout) : part;
  const rounding = inCoins(amount, checkout) - amount;
  return { id, tender: 'cash', amount, tendered, rounding, state: 'planned', message: '' };
}

export function changeDue(entries: readonly Entry[]): number {
  return entries.reduce(
    (total, { amount, rounding, tendered }) =>
      total + (tendered === null ? 0 : tendered - amount - rounding),
    0,
  );
}

export function entryFromPayment(payment: Payment): Entry {
  return {
    id: payment.id,
    tender: payment.tender,
    amount: payment.amount.amount,
    tendered: payment.tendered?.amount ?? null,
    rounding: payment.rounding?.amount ?? 0,
    state: payment.state,
    message: payment.message,
  };
}

/** The money that goes back for goods, without what of it pays the sale they came back with. */
export function moneyBack(returned: readonly Refund[]): DoneSale['givenBack'] {
  const back = new Map<Tender, number>();
  for (const { tender, amount, rounding } of returned.flatMap(({ payments }) => payments)) {
    if (tender === 'exchange') continue;
    back.set(tender, (back.get(tender) ?? 0) + amount.amount + rounding.amount);
  }
  return [...back].map(([tender, amount]) => ({ tender, amount }));
}

export function saleFromOrder(order: Order): DoneSale {
  return {
    orderId: order.id,
    number: order.number,
    total: order.total.amount,
    rounding: order.payments.reduce((sum, { rounding }) => sum + (rounding?.amount ?? 0), 0),
    change: order.change.amount,
    credit: order.payments.find(({ tender }) => tender === 'exchange')?.amount.amount ?? 0,
    givenBack: moneyBack(order.returned),
    tenders: order.payments
      .filter(({ state, tender }) => state === 'captured' && tender !== 'exchange')
      .map(({ tender, amount, tendered }) => ({
        tender,
        amount: amount.amount,
        tendered: tendered?.amount ?? null,
      })),
  };
}

/** An order of the server's, as far as its money has come; `planned` is what only the till knew. */
/** What was to come back with an order whose payment is looked after. */
export function exchangeOf({ coming_back: coming, total }: Order): Exchange | null {
  if (coming.length === 0) return null;
  const worth = coming.reduce((all, one) => all + one.worth.amount, 0);
  const credit = Math.min(total.amount, worth);
  return { returned: coming.map(({ input }) => input), credit, givenBack: worth - credit };
}

export function checkoutFromOrder(
  order: Order,
  cart: CartInput,
  coin: number,
  planned: Entry[] = [],
  exchange: Exchange | null = null,
): Checkout {
  const entries = order.payments.map(entryFromPayment).filter(({ state }) => !isOver(state));
  const known = new Set(order.payments.map(({ id }) => id));
  const waiting = entries.find(({ state }) => state !== 'captured');
  return {
    saleId: order.id,
    currency: order.total.currency,
    due: order.total.amount - (exchange?.credit ?? 0),
    exchange,
    coin,
    cart,
    entries: [...entries, ...planned.filter(({ id }) => !known.has(id))],
    sentCart: JSON.stringify(cart),
    phase:
      order.state === 'completed'
        ? { is: 'done', sale: saleFromOrder(order) }
        : waiting
          ? { is: 'card', entryId: waiting.id, isStopping: false }
          : CHOOSING,
  };
}
