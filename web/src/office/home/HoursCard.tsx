import { lazy, Suspense } from 'react';
import { FormattedMessage } from 'react-intl';
import type { Dashboard } from '../../api/types';
import { Card, Loading, Skeleton } from '../../design';
import { hoursShown } from './figures';
import styles from './Home.module.css';

/** The chart's library comes when the figures already stand. */
const HoursChart = lazy(() =>
  import('./HoursChart').then(({ Component }) => ({ default: Component })),
);

export function HoursCard({
  hours,
  currency,
  dayName,
  compareName,
}: {
  hours: Dashboard['hours'];
  currency: string;
  dayName: string;
  compareName: string;
}) {
  return (
    <Card
      className={styles.hours}
      title={<FormattedMessage id="home.hours" />}
      action={
        <ul className={styles.legend}>
          <li className={styles.keyToday}>{dayName}</li>
          <li className={styles.keyCompare}>{compareName}</li>
        </ul>
      }
    >
      <Suspense
        fallback={
          <Loading>
            <Skeleton height="248px" />
          </Loading>
        }
      >
        <HoursChart
          hours={hoursShown(hours)}
          currency={currency}
          dayName={dayName}
          compareName={compareName}
        />
      </Suspense>
    </Card>
  );
}
