/** What is typed on a keypad, digit by digit. Pure: a key goes in, the next text comes out. */
import type { KeypadKey } from '../../design/Keypad';
import { currencyDecimals, parseMoney, toDecimal } from '../../lib/money';

/** Enough for any till, and far inside what is counted exactly. */
const MAX_DIGITS = 9;

/** Money is typed from the right, as on every till: 9, 0, 7 is 9.07. Kept as minor units. */
export function typeMinor(amount: number, key: KeypadKey): number {
  if (key === '.') return amount;
  const text = `${amount === 0 ? '' : amount}${key}`;
  return text.length > MAX_DIGITS ? amount : Number(text);
}

export function eraseMinor(amount: number): number {
  return Math.floor(amount / 10);
}

/** Plain decimals (quantities, percents): at most one point and `decimals` figures after it. */
export function typeDecimal(text: string, key: KeypadKey, decimals: number): string {
  if (key === '.') return decimals === 0 || text.includes('.') ? text : `${text || '0'}.`;
  const next = text === '0' ? key.replace(/^0+(?=0)/, '') : text + key;
  const [whole = '', fraction] = next.split('.');
  if (whole.length > MAX_DIGITS || (fraction?.length ?? 0) > decimals) return text;
  return next;
}

/** A sum typed with a point on the keyboard ("12.5") is the same as one typed from the right. */
export function pastedMinor(text: string, currency: string): number | null {
  return parseMoney(text, currency)?.amount ?? null;
}

/** Minor units as bare figures, for the display above a keypad. */
export function minorText(amount: number, currency: string): string {
  return toDecimal({ amount, currency });
}

export function hasMinor(currency: string): boolean {
  return currencyDecimals(currency) > 0;
}
