/** The coins and notes of a currency: what a drawer is counted by, and what people hand over. */
import { currencyDecimals } from '../../lib/money';

interface Cash {
  /** Minor units, small to large. */
  coins: readonly number[];
  /** Whole units, small to large; those that a till usually takes. */
  notes: readonly number[];
  /** Whole units: notes that come up, but that nobody expects. */
  rare?: readonly number[];
}

const CASH: Record<string, Cash> = {
  AUD: { coins: [5, 10, 20, 50, 100, 200], notes: [5, 10, 20, 50, 100] },
  CAD: { coins: [5, 10, 25, 100, 200], notes: [5, 10, 20, 50, 100] },
  CHF: { coins: [5, 10, 20, 50, 100, 200, 500], notes: [10, 20, 50, 100, 200], rare: [1_000] },
  CZK: {
    coins: [100, 200, 500, 1_000, 2_000, 5_000],
    notes: [100, 200, 500, 1_000, 2_000],
    rare: [5_000],
  },
  DKK: { coins: [50, 100, 200, 500, 1_000, 2_000], notes: [50, 100, 200, 500] },
  EUR: {
    coins: [1, 2, 5, 10, 20, 50, 100, 200],
    notes: [5, 10, 20, 50, 100],
    rare: [200, 500],
  },
  GBP: { coins: [1, 2, 5, 10, 20, 50, 100, 200], notes: [5, 10, 20, 50] },
  JPY: { coins: [1, 5, 10, 50, 100, 500], notes: [1_000, 5_000, 10_000], rare: [2_000] },
  NOK: { coins: [100, 500, 1_000, 2_000], notes: [50, 100, 200, 500], rare: [1_000] },
  PLN: {
    coins: [1, 2, 5, 10, 20, 50, 100, 200, 500],
    notes: [10, 20, 50, 100, 200],
    rare: [500],
  },
  SEK: { coins: [100, 200, 500, 1_000], notes: [20, 50, 100, 200, 500], rare: [1_000] },
  USD: { coins: [1, 5, 10, 25, 50], notes: [1, 5, 10, 20, 50, 100], rare: [2] },
};

const STEPS = [1, 2, 5, 10, 20, 50, 100, 200, 500] as const;

function cashOf(currency: string): Cash {
  const known = CASH[currency];
  if (known) return known;
  const whole = 10 ** currencyDecimals(currency);
  return { coins: STEPS.filter((value) => value < whole), notes: STEPS };
}

/** The notes that a till usually takes, in whole units, small to large. */
export function usualNotes(currency: string): readonly number[] {
  return cashOf(currency).notes;
}

/** What a drawer holds, in minor units, the largest first. */
export function denominations(currency: string): number[] {
  const { coins, notes, rare = [] } = cashOf(currency);
  const whole = 10 ** currencyDecimals(currency);
  const values = [...coins, ...[...notes, ...rare].map((note) => note * whole)];
  return [...new Set(values)].sort((a, b) => b - a);
}
