import { expect, test } from 'vitest';
import { midnights, roundScale, smoothLine, stepLine, stepOf, type Point } from './plot';

test('ticks are round, and the scale ends with them', () => {
  expect([7, 90, 1234, 0.4].map((span) => stepOf(span, 4))).toEqual([2, 20, 200, 0.1]);
  const scale = roundScale([0, 90], [100, 0], 4);
  expect(scale.ticks).toEqual([0, 20, 40, 60, 80, 100]);
  expect([scale(0), scale(50), scale(100)]).toEqual([100, 50, 0]);
  const below = roundScale([-3, 12], [0, 100], 4);
  expect(below.ticks).toEqual([-5, 0, 5, 10, 15]);
  expect([below.from, below.to]).toEqual([-5, 15]);
});

test('days stand at midnight, evenly apart', () => {
  const noon = Date.UTC(2026, 10, 1, 12);
  const day = (at: number) => new Date(at).toISOString();
  expect(midnights(noon, noon + 3 * 86_400_000, 4).map(day)).toEqual([
    '2026-11-02T00:00:00.000Z',
    '2026-11-03T00:00:00.000Z',
    '2026-11-04T00:00:00.000Z',
  ]);
  expect(midnights(noon, noon + 90 * 86_400_000, 6)).toHaveLength(6);
});

/** The heights that a smooth line passes, ten between each two points. */
function heights(path: string): number[] {
  let [, y0] = [0, 0];
  return [...path.matchAll(/([MC])([-\d.,e]+)/g)].flatMap(([, kind, numbers]) => {
    const n = numbers!.split(',').map(Number);
    if (kind === 'M') {
      y0 = n[1]!;
      return [y0];
    }
    const [y1, y2, y3, from] = [n[1]!, n[3]!, n[5]!, y0];
    y0 = y3;
    return Array.from({ length: 10 }, (_, index) => {
      const t = (index + 1) / 10;
      const u = 1 - t;
      return u ** 3 * from + 3 * u * u * t * y1 + 3 * u * t * t * y2 + t ** 3 * y3;
    });
  });
}

test('a smooth line goes through its points and never beyond them', () => {
  const points: Point[] = [0, 10, 10, 2, 90, 3].map((y, index) => [index * 10, y]);
  const passed = heights(smoothLine(points));
  points.forEach(([, y], index) => expect(passed[index * 10]).toBeCloseTo(y));
  points.slice(1).forEach(([, y], index) => {
    const [low, high] = [Math.min(y, points[index]![1]), Math.max(y, points[index]![1])];
    for (const height of passed.slice(index * 10, index * 10 + 11)) {
      expect(height).toBeGreaterThanOrEqual(low - 1e-9);
      expect(height).toBeLessThanOrEqual(high + 1e-9);
    }
  });
  expect(smoothLine([])).toBe('');
  expect(smoothLine([[5, 5]])).toBe('M5,5');
});

test('a line of steps stays until the next', () => {
  expect(
    stepLine([
      [0, 5],
      [4, 2],
    ]),
  ).toBe('M0,5H4V2');
});
