/** Quantities are thousandths inside the till, so that weighed goods never meet a floating point. */
import type { Quantity } from '../../api/types';

export const ONE = 1_000;
/** More than this on one line is a slip of the finger (the server refuses far larger ones). */
export const MOST = 99_999 * ONE;

/** "1.25" or "1,25" is 1250; null when it is no quantity with at most three decimals. */
export function parseQuantity(text: string): number | null {
  const match = /^(\d{0,9})(?:[.,](\d{0,3}))?$/.exec(text.trim());
  if (!match || !(match[1] || match[2])) return null;
  return Number(`${match[1] || '0'}${(match[2] ?? '').padEnd(3, '0')}`);
}

/** 1250 is "1.25", as the server writes it. */
export function formatQuantity(milli: number): Quantity {
  const sign = milli < 0 ? '-' : '';
  const digits = String(Math.abs(milli)).padStart(4, '0');
  const fraction = digits.slice(-3).replace(/0+$/, '');
  return `${sign}${digits.slice(0, -3)}${fraction && `.${fraction}`}`;
}
