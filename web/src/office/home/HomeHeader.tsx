import { ChevronLeft, ChevronRight } from 'lucide-react';
import { FormattedMessage, useIntl } from 'react-intl';
import type { Dashboard } from '../../api/types';
import { Button, IconButton, PageHeader, Select } from '../../design';
import { addDays } from '../shared/dates';
import { useLocationOptions } from '../shared/use-location-names';
import { DayButton } from './DayButton';
import styles from './Home.module.css';

/** Which day, of which shop. */
export function HomeHeader({
  dashboard,
  isToday,
  location,
  onDate,
  onLocation,
}: {
  dashboard: Dashboard | undefined;
  isToday: boolean;
  location: string | null;
  onDate: (date: string | null) => void;
  onLocation: (location: string | null) => void;
}) {
  const { formatDate, formatMessage } = useIntl();
  const locations = useLocationOptions();
  const day = (date: string) =>
    formatDate(date, { weekday: 'long', day: 'numeric', month: 'long', timeZone: 'UTC' });
  const shown = dashboard?.date;
  return (
    <PageHeader
      title={
        isToday
          ? formatMessage({ id: 'home.today' })
          : shown
            ? formatDate(shown, {
                weekday: 'long',
                day: 'numeric',
                month: 'short',
                timeZone: 'UTC',
              })
            : formatMessage({ id: 'home.title' })
      }
      subtitle={
        dashboard ? (
          <>
            {isToday && <>{day(dashboard.date)} · </>}
            <FormattedMessage
              id={isToday ? 'home.compared_until_now' : 'home.compared'}
              values={{ day: day(dashboard.compare_date) }}
            />
          </>
        ) : (
          '\u00a0'
        )
      }
      actions={
        <>
          {locations.length > 2 && (
            <Select
              quiet
              hideLabel
              label={formatMessage({ id: 'location.label' })}
              options={locations}
              value={location ?? 'all'}
              onChange={(chosen) => onLocation(chosen === 'all' ? null : chosen)}
            />
          )}
          <div className={styles.turn}>
            <IconButton
              variant="secondary"
              label={formatMessage({ id: 'home.day_before' })}
              isDisabled={!shown}
              onPress={() => shown && onDate(addDays(shown, -1))}
            >
              <ChevronLeft aria-hidden="true" />
            </IconButton>
            <DayButton
              quiet
              hideLabel
              label={formatMessage({ id: 'home.date' })}
              value={shown ?? null}
              onChange={onDate}
            />
            <IconButton
              variant="secondary"
              label={formatMessage({ id: 'home.day_after' })}
              isDisabled={!shown || isToday}
              onPress={() => shown && onDate(addDays(shown, 1))}
            >
              <ChevronRight aria-hidden="true" />
            </IconButton>
          </div>
          {!isToday && (
            <Button onPress={() => onDate(null)}>
              <FormattedMessage id="home.today" />
            </Button>
          )}
        </>
      }
    />
  );
}
