import { expect, test } from 'vitest';
import { untilNextClock } from './next-clock';

const now = Date.parse('2026-11-23T20:00:00Z');
const at = (valid_from: string) => ({
  next_clock: { valid_from, time_zone: 'Europe/London', day_starts_at_hour: 4 },
});

test('locations are read anew when the first of the planned clocks holds', () => {
  expect(untilNextClock([], now)).toBe(false);
  expect(untilNextClock([{ next_clock: null }], now)).toBe(false);
  const two = [at('2026-11-24T04:00:00Z'), { next_clock: null }, at('2026-11-24T00:00:00Z')];
  expect(untilNextClock(two, now)).toBe(4 * 3_600_000);
});

test('a machine whose clock is ahead asks again, and none waits for longer than a browser can', () => {
  expect(untilNextClock([at('2026-11-23T19:59:00Z')], now)).toBe(10_000);
  expect(untilNextClock([at('2026-12-31T00:00:00Z')], now)).toBe(24 * 3_600_000);
});
