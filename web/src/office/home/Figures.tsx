import { ArrowDownRight, ArrowUpRight } from 'lucide-react';
import type { ReactNode } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import type { Dashboard } from '../../api/types';
import { Money, Stat } from '../../design';
import { changeOf, toneOf } from './figures';
import { Sparkline } from './Sparkline';
import styles from './Home.module.css';

/** The four headline figures of a day. */
export function Figures({ figures }: { figures: Dashboard['figures'] }) {
  const { formatNumber } = useIntl();
  const { sales, orders, average, margin } = figures;
  const percent = (value: string | null) =>
    value === null ? '–' : formatNumber(Number(value) / 100, PERCENT);
  return (
    <div className={styles.figures}>
      <Figure
        name="sales"
        value={<Money value={sales.value} />}
        compare={<Money value={sales.compare} />}
        change={changeOf(sales.value.amount, sales.compare.amount)}
        days={sales.days.map(({ value }) => value.amount)}
      />
      <Figure
        name="orders"
        value={formatNumber(orders.value)}
        compare={formatNumber(orders.compare)}
        change={changeOf(orders.value, orders.compare)}
        days={orders.days.map(({ value }) => value)}
      />
      <Figure
        name="average"
        value={<Money value={average.value} />}
        compare={<Money value={average.compare} />}
        change={changeOf(average.value.amount, average.compare.amount)}
        days={average.days.map(({ value }) => value.amount)}
      />
      <Figure
        name="margin"
        value={percent(margin.value)}
        compare={percent(margin.compare)}
        change={changeOf(Number(margin.value ?? 0), Number(margin.compare ?? 0))}
        points={
          margin.value !== null && margin.compare !== null
            ? Number(margin.value) - Number(margin.compare)
            : null
        }
        days={margin.days.map(({ value }) => Number(value ?? 0))}
      />
    </div>
  );
}

const PERCENT = { style: 'percent', minimumFractionDigits: 1, maximumFractionDigits: 1 } as const;

function Figure({
  name,
  value,
  compare,
  change,
  points,
  days,
}: {
  name: keyof Dashboard['figures'];
  value: ReactNode;
  compare: ReactNode;
  change: number | null;
  /** Of a percentage, how many points it moved. */
  points?: number | null;
  days: readonly number[];
}) {
  const { formatMessage, formatNumber } = useIntl();
  const tone = toneOf(change);
  const Arrow = change !== null && change < 0 ? ArrowDownRight : ArrowUpRight;
  const moved =
    points !== undefined
      ? points === null
        ? null
        : formatMessage(
            { id: 'home.points' },
            {
              points: formatNumber(points, {
                signDisplay: 'exceptZero',
                maximumFractionDigits: 1,
              }),
            },
          )
      : change === null
        ? null
        : formatNumber(change, {
            style: 'percent',
            signDisplay: 'exceptZero',
            maximumFractionDigits: Math.abs(change) < 0.1 ? 1 : 0,
          });
  return (
    <Stat
      label={<FormattedMessage id={`home.figure.${name}`} />}
      value={<span data-figure={name}>{value}</span>}
      tone={tone}
      change={
        <span className={styles.change}>
          {moved !== null && (
            <span className={styles.moved}>
              {tone !== 'neutral' && <Arrow aria-hidden="true" />}
              {moved}
            </span>
          )}
          <span className={styles.against}>
            <FormattedMessage id="home.against" values={{ value: compare }} />
          </span>
        </span>
      }
      chart={<Sparkline values={days} label={formatMessage({ id: 'home.fortnight' })} />}
    />
  );
}
