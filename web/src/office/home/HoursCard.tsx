import { FormattedMessage, useIntl } from 'react-intl';
import type { Dashboard } from '../../api/types';
import { Card } from '../../design';
import { BarPlot } from '../shared/BarPlot';
import { useHourNames } from '../shared/use-hour-names';
import { hoursShown } from './figures';
import styles from './Home.module.css';

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
  const { formatMessage } = useIntl();
  const hourNames = useHourNames();
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
      <BarPlot
        bars={hoursShown(hours).map(({ hour, today, compare }) => ({
          key: String(hour),
          ...hourNames(hour),
          value: today,
          compare,
        }))}
        currency={currency}
        label={formatMessage({ id: 'home.hours_chart' })}
        caption={formatMessage({ id: 'home.hours' })}
        kind={formatMessage({ id: 'home.hour' })}
        valueName={dayName}
        compareName={compareName}
      />
    </Card>
  );
}
