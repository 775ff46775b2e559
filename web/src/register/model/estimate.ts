/**
 * What the cart comes to, as far as the till can tell by itself while the server's quote is on its way.
 * Never sent anywhere and never paid: the server's figures win as soon as they arrive.
 */
import type { LineKind, TaxCategory } from '../../api/types';
import { unitPrice, type Cart, type CartDiscount, type CartLine } from './cart';

/** Percents carry four decimals. */
const PERCENT = 1_000_000;
/** Money that only passes through the till, or is money itself, is never discounted. */
const UNDISCOUNTED: readonly LineKind[] = ['gift_card', 'deposit', 'tip'];

export interface Estimate {
  /** Quantity times price of each line, by its key, in minor units. */
  amounts: ReadonlyMap<string, number>;
  /** Of the whole order, lines' own included. */
  discount: number;
  tax: number;
  total: number;
}

/** Half away from zero, as the server rounds. */
function divide(dividend: number, divisor: number): number {
  const quotient = Math.floor((Math.abs(dividend) * 2 + divisor) / (divisor * 2));
  return dividend < 0 ? -quotient : quotient;
}

/** "17.5" percent is 175000 parts of a million. */
function parts(percent: string): number {
  const [whole = '0', fraction = ''] = percent.split('.');
  return Number(`${whole}${fraction.slice(0, 4).padEnd(4, '0')}`);
}

function lineAmount(line: CartLine): number {
  return divide(line.quantityMilli * unitPrice(line), 1_000);
}

export function discountOn(amount: number, discount: CartDiscount | null): number {
  if (!discount) return 0;
  const wanted =
    discount.kind === 'percent'
      ? divide(amount * parts(discount.percent), PERCENT)
      : discount.amount;
  return Math.min(wanted, amount);
}

function isDiscountable({ article }: CartLine): boolean {
  return !UNDISCOUNTED.includes(article.kind);
}

/** What the line's own discount takes off its `amount`, before the sale's. */
export function lineDiscount(line: CartLine, amount: number): number {
  return isDiscountable(line) ? discountOn(amount, line.discount) : 0;
}

/** The rate of all components in force on `date`, as parts of a million. */
function combinedRate(category: TaxCategory | undefined, date: string): number {
  let rate = 0;
  for (const component of category?.components ?? []) {
    const { valid_from: from, valid_to: to } = component;
    if ((from && date < from) || (to && date > to)) continue;
    const own = parts(component.rate);
    rate += component.compound ? own + divide(own * rate, PERCENT) : own;
  }
  return rate;
}

export function estimate(
  cart: Cart,
  taxCategories: readonly TaxCategory[],
  pricesIncludeTax: boolean,
  date: string,
): Estimate {
  const amounts = new Map<string, number>();
  const rest = cart.lines.map((line) => {
    const amount = lineAmount(line);
    amounts.set(line.key, amount);
    const discount = lineDiscount(line, amount);
    return { line, isOpen: isDiscountable(line), amount: amount - discount, discount };
  });
  const open = rest.reduce((sum, { isOpen, amount }) => sum + (isOpen ? amount : 0), 0);
  const orderDiscount = discountOn(open, cart.discount);

  let discount = orderDiscount;
  let tax = 0;
  let total = 0;
  for (const { line, isOpen, amount, discount: own } of rest) {
    const share = isOpen && open > 0 ? divide(orderDiscount * amount, open) : 0;
    const category = taxCategories.find(({ id }) => id === line.article.taxCategoryId);
    const rate = combinedRate(category, date);
    const base = amount - share;
    const lineTax = divide(base * rate, pricesIncludeTax ? PERCENT + rate : PERCENT);
    discount += own;
    if (!cart.exemption) tax += lineTax;
    if (pricesIncludeTax) total += amount - (cart.exemption ? lineTax : 0);
    else total += amount + (cart.exemption ? 0 : lineTax);
  }
  return { amounts, discount, tax, total: total - orderDiscount };
}
