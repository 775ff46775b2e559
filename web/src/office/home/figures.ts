import type { Dashboard } from '../../api/types';

export interface HourBar {
  hour: number;
  today: number;
  compare: number;
}

/** An hour less and an hour more than was sold in, and never fewer than a working day. */
export function hoursShown(hours: Dashboard['hours']): HourBar[] {
  const busy = hours.filter(({ today, compare }) => today.amount !== 0 || compare.amount !== 0);
  const first = Math.min(9, ...busy.map(({ hour }) => hour));
  const last = Math.max(17, ...busy.map(({ hour }) => hour));
  return hours
    .filter(({ hour }) => hour >= first && hour <= last)
    .map(({ hour, today, compare }) => ({
      hour,
      today: today.amount,
      compare: compare.amount,
    }));
}

/** The share of each in the whole, never less than a sliver, so that small ones stay in sight. */
export function sharesOf(amounts: readonly number[]): number[] {
  const whole = amounts.reduce((total, amount) => total + Math.max(0, amount), 0);
  return amounts.map((amount) => (whole === 0 ? 0 : Math.max(0, amount) / whole));
}

/** Shares as arcs around a circle of this length, one after the other, with a gap between them. */
export function arcsOf(
  shares: readonly number[],
  round: number,
  gap = 3,
): { length: number; from: number }[] {
  const isOne = shares.filter((share) => share > 0).length < 2;
  let from = 0;
  return shares.map((share) => {
    const arc = { length: isOne ? share * round : Math.max(0, share * round - gap), from };
    from += share * round;
    return arc;
  });
}

/** Points of a line through all values, within a box; the lowest value stands on its floor. */
export function sparkline(
  values: readonly number[],
  width: number,
  height: number,
): { x: number; y: number }[] {
  const low = Math.min(0, ...values);
  const span = Math.max(...values, 1e-9) - low || 1;
  const step = values.length > 1 ? width / (values.length - 1) : 0;
  return values.map((value, index) => ({
    x: index * step,
    y: height - ((value - low) / span) * height,
  }));
}
