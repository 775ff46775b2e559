/** What people hand over: the notes of a currency, and from them the sums worth a key of their own. */
import { currencyDecimals } from '../../lib/money';

/** In whole units of the currency, small to large; only notes that a till usually takes. */
const NOTES: Record<string, readonly number[]> = {
  AUD: [5, 10, 20, 50, 100],
  CAD: [5, 10, 20, 50, 100],
  CHF: [10, 20, 50, 100, 200],
  CZK: [100, 200, 500, 1_000, 2_000],
  DKK: [50, 100, 200, 500],
  EUR: [5, 10, 20, 50, 100],
  GBP: [5, 10, 20, 50],
  JPY: [1_000, 5_000, 10_000],
  NOK: [50, 100, 200, 500],
  PLN: [10, 20, 50, 100, 200],
  SEK: [20, 50, 100, 200, 500],
  USD: [1, 5, 10, 20, 50, 100],
};
const OTHERS = [1, 2, 5, 10, 20, 50, 100, 200, 500] as const;

/** How many keys there is room for beside "exact". */
const KEYS = 3;

/**
 * The sums a customer is likely to hand over for `due` minor units: for each note, the least number of
 * it that is enough. 9.07 is a ten, a twenty or a fifty; 23.40 is 25, 30 or 40. Exact is not among them.
 */
export function quickCash(due: number, currency: string): number[] {
  if (due <= 0) return [];
  const minor = 10 ** currencyDecimals(currency);
  const sums = (NOTES[currency] ?? OTHERS).map((note) => {
    const value = note * minor;
    return Math.ceil(due / value) * value;
  });
  return [...new Set(sums)]
    .filter((sum) => sum > due)
    .sort((a, b) => a - b)
    .slice(0, KEYS);
}
