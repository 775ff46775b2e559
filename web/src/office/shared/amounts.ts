import type { Money } from '../../api/types';

/** Sums amounts of one currency; minor units are integers, so nothing is lost. */
export function sum(amounts: readonly Money[], currency: string): Money {
  return { amount: amounts.reduce((total, { amount }) => total + amount, 0), currency };
}

export function negate({ amount, currency }: Money): Money {
  return { amount: amount === 0 ? 0 : -amount, currency };
}

export function minus(a: Money, b: Money): Money {
  return { amount: a.amount - b.amount, currency: a.currency };
}

export function isZero({ amount }: Money): boolean {
  return amount === 0;
}

/** A decimal string with at most three decimals, in thousandths: "1.25" is 1250. */
export function toMilli(quantity: string): number {
  return Math.round(Number(quantity) * 1000);
}

/** Thousandths as the decimal string the API speaks. */
export function fromMilli(milli: number): string {
  return String(milli / 1000);
}

/** A positive or negative decimal with at most three decimals, as typed; null when it is none. */
export function parseQuantity(text: string): string | null {
  const match = /^([+-]?)(\d{1,9})(?:[.,](\d{1,3}))?$/.exec(text.trim());
  if (!match) return null;
  const [, sign, whole, fraction] = match;
  return `${sign === '-' ? '-' : ''}${whole}${fraction ? `.${fraction}` : ''}`;
}
