import type { BusinessDate, Location } from '../../api/types';

/** The business day it is now at a location: its clock, and the hour at which its day turns. */
export function businessToday(
  location: Pick<Location, 'time_zone' | 'day_starts_at_hour'> | undefined,
  now: number = Date.now(),
): BusinessDate {
  const shifted = now - (location?.day_starts_at_hour ?? 0) * 3_600_000;
  // Sweden writes dates as ISO does.
  return new Intl.DateTimeFormat('sv-SE', { timeZone: location?.time_zone }).format(shifted);
}

export function addDays(date: BusinessDate, days: number): BusinessDate {
  const at = new Date(`${date}T00:00:00Z`);
  at.setUTCDate(at.getUTCDate() + days);
  return at.toISOString().slice(0, 10);
}

export function firstOfMonth(date: BusinessDate): BusinessDate {
  return `${date.slice(0, 7)}-01`;
}

export const PERIODS = ['today', 'yesterday', 'week', 'month', 'last_month'] as const;
export type Period = (typeof PERIODS)[number];

export interface DateRange {
  from?: BusinessDate;
  to?: BusinessDate;
}

/** The days of a named period, both ends included. */
export function rangeOf(period: Period, today: BusinessDate): Required<DateRange> {
  switch (period) {
    case 'today':
      return { from: today, to: today };
    case 'yesterday':
      return { from: addDays(today, -1), to: addDays(today, -1) };
    case 'week':
      return { from: addDays(today, -6), to: today };
    case 'month':
      return { from: firstOfMonth(today), to: today };
    case 'last_month': {
      const last = addDays(firstOfMonth(today), -1);
      return { from: firstOfMonth(last), to: last };
    }
  }
}

/** The period that a range is, so that an address with dates shows its name again. */
export function periodOf(range: DateRange, today: BusinessDate): Period | 'any' | 'chosen' {
  if (!range.from && !range.to) return 'any';
  const found = PERIODS.find((period) => {
    const { from, to } = rangeOf(period, today);
    return from === range.from && to === range.to;
  });
  return found ?? 'chosen';
}
