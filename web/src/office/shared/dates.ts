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

/** Whether a text is a day of the calendar. */
export function isDate(text: string): boolean {
  const at = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(at) && new Date(at).toISOString().slice(0, 10) === text;
}

export function addDays(date: BusinessDate, days: number): BusinessDate {
  const at = new Date(`${date}T00:00:00Z`);
  at.setUTCDate(at.getUTCDate() + days);
  return at.toISOString().slice(0, 10);
}

export function firstOfMonth(date: BusinessDate): BusinessDate {
  return `${date.slice(0, 7)}-01`;
}

export function daysBetween(from: BusinessDate, to: BusinessDate): number {
  return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);
}

/** The last day of the month that a date is in. */
function lastOfMonth(date: BusinessDate): BusinessDate {
  return addDays(firstOfMonth(addDays(firstOfMonth(date), 31)), -1);
}

/** Monday of the week that a date is in. */
function monday(date: BusinessDate): BusinessDate {
  return addDays(date, -((new Date(`${date}T00:00:00Z`).getUTCDay() + 6) % 7));
}

/** What lists are filtered by. */
export const PERIODS = ['today', 'yesterday', 'week', 'month', 'last_month'] as const;
/** What reports are made of. */
export const REPORT_PERIODS = [
  ...(['today', 'yesterday', 'this_week', 'last_week', 'month', 'last_month'] as const),
];
export type Period = (typeof PERIODS)[number] | (typeof REPORT_PERIODS)[number];

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
    case 'this_week':
      return { from: monday(today), to: today };
    case 'last_week':
      return { from: addDays(monday(today), -7), to: addDays(monday(today), -1) };
    case 'month':
      return { from: firstOfMonth(today), to: today };
    case 'last_month': {
      const last = addDays(firstOfMonth(today), -1);
      return { from: firstOfMonth(last), to: last };
    }
  }
}

/** The period that a range is, so that an address with dates shows its name again. */
export function periodOf(
  range: DateRange,
  today: BusinessDate,
  periods: readonly Period[] = PERIODS,
): Period | 'any' | 'chosen' {
  if (!range.from && !range.to) return 'any';
  const found = periods.find((period) => {
    const { from, to } = rangeOf(period, today);
    return from === range.from && to === range.to;
  });
  return found ?? 'chosen';
}

/**
 * The period before, to compare with: of a month, or of the first days of one, those of the month
 * before; of anything else as many days.
 */
export function periodBefore({ from, to }: Required<DateRange>): Required<DateRange> {
  if (from === firstOfMonth(from) && to <= lastOfMonth(from)) {
    const last = addDays(from, -1);
    const first = firstOfMonth(last);
    const same = addDays(first, daysBetween(from, to));
    return { from: first, to: to === lastOfMonth(from) || same > last ? last : same };
  }
  const days = daysBetween(from, to) + 1;
  return { from: addDays(from, -days), to: addDays(to, -days) };
}
