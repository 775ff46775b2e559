import { ArrowDownRight, ArrowUpRight } from 'lucide-react';
import type { ReactNode } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import type { Dashboard } from '../../api/types';
import { Money, Stat } from '../../design';
import { changeOf, toneOf } from './figures';
import { Sparkline } from './Sparkline';
import styles from './Home.module.css';

const PERCENT = { style: 'percent', minimumFractionDigits: 1, maximumFractionDigits: 1 } as const;

/** The four headline figures of a day. While it runs they are held against the other day until now. */
export function Figures({ figures }: { figures: Dashboard['figures'] }) {
  const { formatNumber } = useIntl();
  const { sales, orders, average, margin } = figures;
  const percent = (value: string | null) =>
    value === null ? '–' : formatNumber(Number(value) / 100, PERCENT);
  const before = {
    sales: sales.compare_until_now ?? sales.compare,
    orders: orders.compare_until_now ?? orders.compare,
    average: average.compare_until_now ?? average.compare,
  };
  return (
    <div className={styles.figures}>
      <Figure
        name="sales"
        value={<Money value={sales.value} />}
        compare={<Money value={before.sales} />}
        change={changeOf(sales.value.amount, before.sales.amount)}
        days={sales.days.map(({ value }) => value.amount)}
      />
      <Figure
        name="orders"
        value={formatNumber(orders.value)}
        compare={formatNumber(before.orders)}
        change={changeOf(orders.value, before.orders)}
        days={orders.days.map(({ value }) => value)}
      />
      <Figure
        name="average"
        value={<Money value={average.value} />}
        compare={<Money value={before.average} />}
        change={changeOf(average.value.amount, before.average.amount)}
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

interface FigureProps {
  name: keyof Dashboard['figures'];
  value: ReactNode;
  compare: ReactNode;
  change: number | null;
  /** Of a percentage, how many points it moved. */
  points?: number | null;
  days: readonly number[];
}

function Figure({ name, value, compare, change, points, days }: FigureProps) {
  const { formatMessage } = useIntl();
  const moved = useMoved(change, points);
  const tone = toneOf(change);
  const Arrow = change !== null && change < 0 ? ArrowDownRight : ArrowUpRight;
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

/** How far a figure moved, in words: percent of itself, or points where it is a percentage. */
function useMoved(change: number | null, points: number | null | undefined): string | null {
  const { formatMessage, formatNumber } = useIntl();
  if (points === null) return null;
  if (points !== undefined) {
    const options = { signDisplay: 'exceptZero', maximumFractionDigits: 1 } as const;
    return formatMessage({ id: 'home.points' }, { points: formatNumber(points, options) });
  }
  if (change === null) return null;
  return formatNumber(change, {
    style: 'percent',
    signDisplay: 'exceptZero',
    maximumFractionDigits: Math.abs(change) < 0.1 ? 1 : 0,
  });
}
