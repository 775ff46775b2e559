/** What people hand over: from the notes of a currency, the sums worth a key of their own. */
import { currencyDecimals } from '../../lib/money';
import { usualNotes } from './denominations';

/** How many keys there is room for beside "exact". */
const KEYS = 3;

/**
 * The sums a customer is likely to hand over for `due` minor units: for each note, the least number of
 * it that is enough. 9.07 is a ten, a twenty or a fifty; 23.40 is 25, 30 or 40. Exact is not among them.
 */
export function quickCash(due: number, currency: string): number[] {
  if (due <= 0) return [];
  const minor = 10 ** currencyDecimals(currency);
  const sums = usualNotes(currency).map((note) => {
    const value = note * minor;
    return Math.ceil(due / value) * value;
  });
  return [...new Set(sums)]
    .filter((sum) => sum > due)
    .sort((a, b) => a - b)
    .slice(0, KEYS);
}
