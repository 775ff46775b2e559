import { FormattedMessage } from 'react-intl';
import type { Event } from '../../api/types';
import { Card, DateTime } from '../../design';
import styles from './Cards.module.css';

/** What screens and other systems were told, each at its position in the log. */
export function EventsCard({ events }: { events: readonly Event[] }) {
  if (events.length === 0) return null;
  return (
    <Card id="events" title={<FormattedMessage id="order.events" />}>
      <ol className={styles.events}>
        {events.map(({ position, kind, recorded_at }) => (
          <li key={position} className={styles.event}>
            <span className="num">{position}</span>
            <code>{kind}</code>
            <DateTime value={recorded_at} look="seconds" />
          </li>
        ))}
      </ol>
    </Card>
  );
}
