import type { Location } from './types';

/** Where the machine's clock is ahead of the server's, the server is asked again after so long. */
const PATIENCE_MS = 10_000;
/** The longest that a browser waits at once. */
const LONGEST_MS = 24 * 3_600_000;

/** How long it is until a location's days go by another clock; false where none is planned. */
export function untilNextClock(
  locations: readonly Pick<Location, 'next_clock'>[],
  now: number = Date.now(),
): number | false {
  const begins = locations.flatMap(({ next_clock: next }) =>
    next ? [Date.parse(next.valid_from) - now] : [],
  );
  if (begins.length === 0) return false;
  return Math.min(Math.max(Math.min(...begins), PATIENCE_MS), LONGEST_MS);
}
