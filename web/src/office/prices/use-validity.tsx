import { useQuery } from '@tanstack/react-query';
import { FormattedMessage, useIntl } from 'react-intl';
import { customerGroupsQuery, locationsQuery } from '../../api/queries';
import type { Validity } from '../../api/types';
import { StatusPill, type Tone } from '../../design';
import { standingOn, WEEKDAYS, weekdayDate, type Standing } from './validity';

/** "Trade · Mon, Wed · 17:00–19:00"; "Always" where nothing is said. */
export function useValidityWords(): (validity: Validity) => string {
  const { formatMessage, formatDate, formatList } = useIntl();
  const { data: locations } = useQuery(locationsQuery);
  const { data: groups } = useQuery(customerGroupsQuery);
  const day = (date: string) =>
    formatDate(date, { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });
  return (validity) => {
    const days = validity.weekdays ?? [];
    const { valid_from: from, valid_to: to } = validity;
    const parts = [
      locations?.items.find(({ id }) => id === validity.location_id)?.name,
      groups?.items.find(({ id }) => id === validity.group_id)?.name,
      from && to
        ? formatMessage({ id: 'validity.between' }, { from: day(from), to: day(to) })
        : from
          ? formatMessage({ id: 'validity.since' }, { from: day(from) })
          : to && formatMessage({ id: 'validity.until' }, { to: day(to) }),
      days.length > 0 &&
        formatList(
          WEEKDAYS.filter((each) => days.includes(each)).map((each) =>
            formatDate(weekdayDate(each), { weekday: 'short', timeZone: 'UTC' }),
          ),
          { type: 'unit' },
        ),
      validity.from_time && `${validity.from_time}–${validity.to_time}`,
    ].filter(Boolean);
    return parts.join(' · ') || formatMessage({ id: 'validity.always' });
  };
}

const TONE: Record<Standing, Tone> = {
  active: 'positive',
  planned: 'accent',
  ended: 'neutral',
  off: 'neutral',
};

export function StandingPill({ of }: { of: { active: boolean; validity: Validity } }) {
  const standing = standingOn(of, today());
  return (
    <StatusPill tone={TONE[standing]}>
      <FormattedMessage id={`validity.standing.${standing}`} />
    </StatusPill>
  );
}

/** By the reader's clock, for a word in a list; what holds is the server's to say. */
export function today(): string {
  const now = new Date();
  const two = (part: number) => String(part).padStart(2, '0');
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}
