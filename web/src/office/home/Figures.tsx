import type { ReactNode } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import type { Dashboard } from '../../api/types';
import { Money, Stat } from '../../design';
import { Change } from '../shared/Change';
import { changeOf, toneOf } from '../shared/change-of';
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
  return (
    <Stat
      label={<FormattedMessage id={`home.figure.${name}`} />}
      value={<span data-figure={name}>{value}</span>}
      tone={toneOf(change)}
      change={<Change change={change} points={points} compare={compare} />}
      chart={<Sparkline values={days} label={formatMessage({ id: 'home.fortnight' })} />}
    />
  );
}
