import { useIntl } from 'react-intl';

/** An hour of the day: short for an axis, and in full, from when to when. */
export function useHourNames(): (hour: number) => { label: string; name: string } {
  const { formatDate } = useIntl();
  const at = (hour: number) =>
    formatDate(Date.UTC(2000, 0, 1, hour), { hour: 'numeric', timeZone: 'UTC' });
  return (hour) => ({ label: at(hour), name: `${at(hour)} – ${at((hour + 1) % 24)}` });
}
