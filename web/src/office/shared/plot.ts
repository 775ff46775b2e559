/** Where things stand in a plot. Pure. */

export interface Scale {
  (value: number): number;
  /** What it begins and ends with, round. */
  from: number;
  to: number;
  ticks: readonly number[];
}

/** 1, 2 or 5 at a power of ten: about `count` of them make `span`. */
export function stepOf(span: number, count: number): number {
  const rough = span / count;
  const power = 10 ** Math.floor(Math.log10(rough));
  const times = rough / power;
  return (
    power * (times >= Math.sqrt(50) ? 10 : times >= Math.sqrt(10) ? 5 : times >= Math.SQRT2 ? 2 : 1)
  );
}

/** From `low` to `high`, widened to round values, on the pixels from `start` to `end`. */
export function roundScale(
  [low, high]: readonly [number, number],
  [start, end]: readonly [number, number],
  count: number,
): Scale {
  const step = stepOf(Math.max(high - low, Number.MIN_VALUE), count);
  const first = Math.floor(low / step);
  const last = Math.ceil(high / step);
  const [from, to] = [first * step, last * step];
  const ticks = Array.from({ length: last - first + 1 }, (_, index) => (first + index) * step);
  const place = (value: number) => start + ((value - from) / (to - from)) * (end - start);
  return Object.assign(place, { from, to, ticks });
}

const DAY = 86_400_000;

/** Midnights (UTC) between two moments, evenly apart, about `count`. */
export function midnights(from: number, until: number, count: number): number[] {
  const step = Math.max(1, Math.ceil((until - from) / DAY / count)) * DAY;
  const found: number[] = [];
  for (let at = Math.ceil(from / DAY) * DAY; at <= until; at += step) found.push(at);
  return found;
}

export type Point = readonly [x: number, y: number];

/**
 * A smooth line through points from left to right that never swings beyond them: between two points it neither rises above the
 * higher nor falls below the lower (M. Steffen, "A simple method for monotonic interpolation in one dimension", 1990).
 */
export function smoothLine(points: readonly Point[]): string {
  const slopes = points.map((_, index) => slopeAt(points, index));
  return points
    .map(([x, y], index) => {
      const before = points[index - 1];
      if (!before) return `M${x},${y}`;
      const third = (x - before[0]) / 3;
      const first = before[1] + third * slopes[index - 1]!;
      return `C${before[0] + third},${first},${x - third},${y - third * slopes[index]!},${x},${y}`;
    })
    .join('');
}

function slopeAt(points: readonly Point[], index: number): number {
  const rise = (from: number) => {
    const [a, b] = [points[from], points[from + 1]];
    return a && b ? { width: b[0] - a[0], slope: (b[1] - a[1]) / (b[0] - a[0]) } : null;
  };
  const [left, right] = [rise(index - 1), rise(index)];
  if (!left || !right) {
    const [only, next] = left ? [left, rise(index - 2)] : [right, rise(index + 1)];
    // At an end it leaves as straight as its neighbour allows.
    return only && next ? (3 * only.slope - inner(only, next)) / 2 : (only?.slope ?? 0);
  }
  return inner(left, right);
}

interface Rise {
  width: number;
  slope: number;
}

function inner(left: Rise, right: Rise): number {
  const mean = (left.slope * right.width + right.slope * left.width) / (left.width + right.width);
  const least = Math.min(Math.abs(left.slope), Math.abs(right.slope), Math.abs(mean) / 2);
  return (Math.sign(left.slope) + Math.sign(right.slope)) * least;
}

/** A line that stays where it is until the next point. */
export function stepLine(points: readonly Point[]): string {
  return points.map(([x, y], index) => (index === 0 ? `M${x},${y}` : `H${x}V${y}`)).join('');
}
