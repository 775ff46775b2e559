import type { DateRange } from '../shared/dates';

/** The moments at which the first of some days begins and the last ends, where the shop is. */
export function momentsOf({ from, to }: DateRange, zone: string | undefined) {
  return {
    from: from ? startOf(from, zone) : undefined,
    to: to ? startOf(dayAfter(to), zone) : undefined,
  };
}

function dayAfter(date: string): string {
  const next = new Date(`${date}T00:00:00Z`);
  next.setUTCDate(next.getUTCDate() + 1);
  return next.toISOString().slice(0, 10);
}

/** Midnight of a date in a time zone: what the zone's clock shows is put right twice, for days on which it is changed. */
function startOf(date: string, zone: string | undefined): string {
  const wanted = Date.parse(`${date}T00:00:00Z`);
  let guess = wanted;
  for (let round = 0; round < 2; round += 1) guess -= shownAt(guess, zone) - wanted;
  return new Date(guess).toISOString();
}

/** What a clock of the zone shows, read as if it were UTC. */
function shownAt(moment: number, zone: string | undefined): number {
  const parts = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    dateStyle: 'short',
    timeStyle: 'medium',
    hourCycle: 'h23',
  }).formatToParts(moment);
  const part = (type: string) => parts.find((each) => each.type === type)?.value ?? '';
  return Date.parse(
    `${part('year')}-${part('month')}-${part('day')}T${part('hour')}:${part('minute')}:${part('second')}Z`,
  );
}
