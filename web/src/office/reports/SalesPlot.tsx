import { FormattedMessage, useIntl } from 'react-intl';
import type { SalesReport, SalesRow } from '../../api/types';
import { Card, Money } from '../../design';
import { BarPlot } from '../shared/BarPlot';
import { useRowNames, withoutQuietEnds } from './rows';
import styles from './Reports.module.css';

/** So many of what has no order of its own are drawn. */
const DRAWN = 10;

/** Days and hours stand side by side; anything else below one another, as their names need room. */
export function SalesPlot({
  report,
  before,
}: {
  report: SalesReport;
  before: SalesReport | undefined;
}) {
  const { formatMessage } = useIntl();
  const names = useRowNames(report.by);
  const by = formatMessage({ id: `reports.by.${report.by}` });
  const title = formatMessage({ id: 'reports.table' }, { by: report.by });
  const [now, then] = [
    formatMessage({ id: 'reports.this' }),
    formatMessage({ id: 'reports.before' }),
  ];
  const inOrder = report.by === 'day' || report.by === 'hour';
  // A day is compared with the day that stands at its place in the period before.
  const earlier = (row: SalesRow, index: number) =>
    report.by === 'day'
      ? before?.rows[index]
      : before?.rows.find(({ key, name }) => key === row.key && name === row.name);
  const bars = report.rows.map((row, index) => ({
    key: `${row.key} ${row.name} ${row.rate}`,
    ...names(row),
    value: row.figures.total.amount,
    compare: earlier(row, index)?.figures.total.amount ?? 0,
  }));
  return (
    <Card
      title={title}
      action={
        <ul className={styles.legend}>
          <li className={styles.keyNow}>{now}</li>
          <li className={styles.keyBefore}>{then}</li>
        </ul>
      }
    >
      {inOrder ? (
        <BarPlot
          bars={report.by === 'hour' ? withoutQuietEnds(bars, isBusy) : bars}
          currency={report.totals.total.currency}
          label={formatMessage({ id: 'reports.plot' }, { title })}
          caption={title}
          kind={by}
          valueName={now}
          compareName={then}
        />
      ) : (
        <Ranking bars={bars.slice(0, DRAWN)} currency={report.totals.total.currency} />
      )}
    </Card>
  );
}

interface Bar {
  key: string;
  name: string;
  label: string;
  value: number;
  compare: number;
}

const isBusy = ({ value, compare }: Bar) => value !== 0 || compare !== 0;

function Ranking({ bars, currency }: { bars: readonly Bar[]; currency: string }) {
  const most = Math.max(1, ...bars.flatMap(({ value, compare }) => [value, compare]));
  const width = (amount: number) => ({ width: `${(100 * Math.max(0, amount)) / most}%` });
  return (
    <ol className={styles.ranking}>
      {bars.map(({ key, name, value, compare }) => (
        <li key={key} className={styles.ranked}>
          <span className={styles.rankedName}>{name}</span>
          <span aria-hidden="true" className={styles.lanes}>
            <span className={styles.barNow} style={width(value)} />
            <span className={styles.barBefore} style={width(compare)} />
          </span>
          <Money value={{ amount: value, currency }} className={styles.rankedValue} />
          <span className="visually-hidden">
            <FormattedMessage
              id="home.against"
              values={{ value: <Money value={{ amount: compare, currency }} /> }}
            />
          </span>
        </li>
      ))}
    </ol>
  );
}
