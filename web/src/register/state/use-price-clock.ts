import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useRef } from 'react';
import { locationsQuery, priceListsQuery, promotionsQuery } from '../../api/queries';
import { queryClient } from '../../api/query-client';
import type { Id } from '../../api/types';

/** How often the clock is looked at; nothing is asked of the server. */
const TICK_MS = 10_000;

function readPricesAnew(): void {
  for (const of of ['catalogue', 'quote']) {
    void queryClient.invalidateQueries({ queryKey: [of] });
  }
}

/**
 * Prices change by the clock too: when the hours of a price list or a promotion begin or end, with a new business day, and where the
 * location's clock itself becomes another. Tiles and the cart are then read anew.
 */
export function usePriceClock(locationId: Id): void {
  const { data: lists } = useQuery(priceListsQuery);
  const { data: promotions } = useQuery(promotionsQuery);
  const { data: locations } = useQuery(locationsQuery);
  const location = locations?.items.find(({ id }) => id === locationId);
  const marks = useMemo(() => {
    const times = new Set<string>();
    for (const { active, validity } of [...(lists?.items ?? []), ...(promotions?.items ?? [])]) {
      if (!active) continue;
      const { from_time, to_time, valid_from, valid_to, weekdays = [] } = validity;
      if (from_time) times.add(from_time);
      if (to_time) times.add(to_time);
      if (valid_from || valid_to || weekdays.length > 0) {
        times.add(`${String(location?.day_starts_at_hour ?? 0).padStart(2, '0')}:00`);
      }
    }
    return times;
  }, [lists, promotions, location]);
  const timeZone = location?.time_zone;
  const clock = location && `${location.time_zone} ${location.day_starts_at_hour}`;
  const went = useRef(clock);
  useEffect(() => {
    if (went.current && clock && went.current !== clock) readPricesAnew();
    went.current = clock;
  }, [clock]);
  useEffect(() => {
    if (marks.size === 0 || !timeZone) return;
    const wall = new Intl.DateTimeFormat('en-GB', {
      hour: '2-digit',
      minute: '2-digit',
      timeZone,
    });
    let shown = wall.format();
    const timer = setInterval(() => {
      const now = wall.format();
      if (now === shown) return;
      shown = now;
      if (marks.has(now)) readPricesAnew();
    }, TICK_MS);
    return () => clearInterval(timer);
  }, [marks, timeZone]);
}
