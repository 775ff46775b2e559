/**
 * What the customer sees while the cashier sells: a second window, which asks the server nothing and shows what the till
 * tells it. Nothing of the customer's own data is in it: others in the queue can read along.
 */
import type { Id } from '../../api/types';
import { unitPrice, type Cart } from './cart';
import { captured, changeDue, planned, remaining, sum, type Checkout } from './checkout';
import { lineDiscount } from './estimate';
import { formatQuantity, ONE } from './quantity';

/** Minor units all. */
export interface DisplayLine {
  key: string;
  name: string;
  /** The variant's name, and what was chosen with it. */
  variant: string;
  quantity: string;
  /** Of one, where there is more than one. */
  each: number | null;
  amount: number;
  /** What is taken off it; a person's discount has no name. */
  off: { name: string | null; amount: number }[];
}

export type CardStep = 'wait' | 'present' | 'checking';

export type DisplayView =
  | { is: 'idle' }
  | {
      is: 'cart';
      lines: DisplayLine[];
      /** All that is taken off, lines and sale. */
      saved: number;
      tax: number;
      pricesIncludeTax: boolean;
      total: number;
      /** What is shown last: the line that was touched. */
      current: string | null;
    }
  | { is: 'pay'; total: number; paid: number; rest: number; change: number }
  | { is: 'card'; amount: number; step: CardStep }
  | { is: 'done'; total: number; change: number; number: string | null };

/** All that a display needs to know. */
export interface Shown {
  shop: string;
  logoId: Id | null;
  currency: string;
  view: DisplayView;
}

/** What the quote, or the till's own estimate until it is there, says of the cart. */
interface Totals {
  amounts: ReadonlyMap<string, number>;
  lines: ReadonlyMap<
    string,
    { unitPrice: number; promotions: readonly { name: string; amount: number }[] }
  >;
  deposits: readonly {
    line_no: number;
    name: string;
    quantity: string;
    amount: { amount: number };
  }[];
  discount: number;
  tax: number;
  total: number;
  pricesIncludeTax: boolean;
}

function linesOf(cart: Cart, totals: Totals): DisplayLine[] {
  const own = cart.lines.map((line) => {
    const { key, article, quantityMilli } = line;
    const amount = totals.amounts.get(key) ?? 0;
    const quoted = totals.lines.get(key);
    const discount = lineDiscount(line, amount);
    return {
      key,
      name: article.name,
      variant: [article.variantName, ...(line.options ?? []).map(({ name }) => name)]
        .filter(Boolean)
        .join(', '),
      quantity: formatQuantity(quantityMilli),
      each: quantityMilli === ONE ? null : (quoted?.unitPrice ?? unitPrice(line)),
      amount,
      off: [
        ...(quoted?.promotions.map(({ name, amount: off }) => ({ name, amount: off })) ?? []),
        ...(discount > 0 ? [{ name: null, amount: discount }] : []),
      ],
    };
  });
  const deposits = totals.deposits.map(({ line_no, name, quantity, amount }) => ({
    ...{ key: `deposit ${line_no}`, name, variant: '', quantity },
    ...{ each: null, amount: amount.amount, off: [] },
  }));
  return [...own, ...deposits];
}

function paying(checkout: Checkout): DisplayView {
  const { phase, entries, due } = checkout;
  if (phase.is === 'done') {
    const { total, rounding, credit, change, number } = phase.sale;
    return { is: 'done', total: total + rounding - credit, change, number };
  }
  const card = phase.is === 'card' ? entries.find(({ id }) => id === phase.entryId) : undefined;
  if (card && phase.is === 'card') {
    const isAsking = card.state === 'pending' && !phase.isStopping;
    const step = !isAsking ? 'wait' : /author/i.test(card.message) ? 'checking' : 'present';
    return { is: 'card', amount: card.amount, step };
  }
  const noted = planned(entries);
  return {
    is: 'pay',
    total: due,
    paid: captured(entries) + sum(noted),
    rest: Math.max(0, remaining(checkout)),
    change: changeDue(noted),
  };
}

/** What a customer sees of a sale as it stands. */
export function displayOf(
  cart: Cart,
  totals: Totals,
  checkout: Checkout | null,
  isPaying: boolean,
): DisplayView {
  if (checkout && isPaying) return paying(checkout);
  if (cart.lines.length === 0) return { is: 'idle' };
  const { discount: saved, tax, total, pricesIncludeTax } = totals;
  const lines = linesOf(cart, totals);
  return { is: 'cart', lines, saved, tax, pricesIncludeTax, total, current: cart.current };
}
