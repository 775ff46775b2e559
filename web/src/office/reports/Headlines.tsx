import type { ReactNode } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import type { SalesReport } from '../../api/types';
import { Money, Stat } from '../../design';
import { Change } from '../shared/Change';
import { changeOf, toneOf } from '../shared/change-of';
import styles from './Reports.module.css';

/** The figures of the whole period beside those of the period before. */
export function Headlines({
  report,
  before,
}: {
  report: SalesReport;
  before: SalesReport | undefined;
}) {
  const { formatNumber } = useIntl();
  const { total, net, margin } = report.totals;
  const share = (of: SalesReport | undefined) => {
    const { margin: left, net: whole } = of?.totals ?? {};
    return left && whole && whole.amount > 0 ? left.amount / whole.amount : null;
  };
  const percent = (value: number | null) =>
    value === null ? '–' : formatNumber(value, { style: 'percent', maximumFractionDigits: 1 });
  const [now, then] = [share(report), share(before)];
  return (
    <div className={styles.headlines}>
      <Headline
        name="total"
        value={<Money value={total} />}
        change={before ? changeOf(total.amount, before.totals.total.amount) : null}
        compare={before && <Money value={before.totals.total} />}
      />
      <Headline
        name="net"
        value={<Money value={net} />}
        change={before?.totals.net && net ? changeOf(net.amount, before.totals.net.amount) : null}
        compare={before && <Money value={before.totals.net} />}
      />
      <Headline
        name="orders"
        value={formatNumber(report.orders)}
        change={before ? changeOf(report.orders, before.orders) : null}
        compare={before && formatNumber(before.orders)}
      />
      {margin && (
        <Headline
          name="margin"
          value={percent(now)}
          change={now !== null && then !== null ? changeOf(now, then) : null}
          points={now !== null && then !== null ? 100 * (now - then) : null}
          compare={before && percent(then)}
        />
      )}
    </div>
  );
}

function Headline({
  name,
  value,
  change,
  points,
  compare,
}: {
  name: 'total' | 'net' | 'orders' | 'margin';
  value: ReactNode;
  change: number | null;
  points?: number | null;
  compare: ReactNode;
}) {
  return (
    <Stat
      label={<FormattedMessage id={`reports.figure.${name}`} />}
      value={<span data-figure={name}>{value}</span>}
      tone={toneOf(change)}
      change={compare ? <Change change={change} points={points} compare={compare} /> : '\u00a0'}
    />
  );
}
