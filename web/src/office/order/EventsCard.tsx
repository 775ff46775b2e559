import { FormattedMessage } from 'react-intl';
import type { Event } from '../../api/types';
import { Card, DateTime } from '../../design';
import ledger from '../shared/Ledger.module.css';
import styles from './Cards.module.css';

/** What screens and other systems were told, in the order of the log. */
export function EventsCard({ events }: { events: readonly Event[] }) {
  if (events.length === 0) return null;
  return (
    <Card flush id="events" title={<FormattedMessage id="order.events" />}>
      <table className={ledger.table}>
        <thead>
          <tr>
            <th scope="col">
              <FormattedMessage id="event.position" />
            </th>
            <th scope="col">
              <FormattedMessage id="event.kind" />
            </th>
            <th scope="col" className={ledger.end}>
              <FormattedMessage id="event.recorded" />
            </th>
          </tr>
        </thead>
        <tbody>
          {events.map(({ position, kind, recorded_at }) => (
            <tr key={position}>
              <td className="num">{position}</td>
              <td>
                <code className={styles.code}>{kind}</code>
              </td>
              <td className={ledger.end}>
                <DateTime value={recorded_at} look="seconds" />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  );
}
