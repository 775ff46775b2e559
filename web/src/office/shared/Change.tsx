import { ArrowDownRight, ArrowUpRight } from 'lucide-react';
import type { ReactNode } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import { toneOf } from './change-of';
import styles from './Change.module.css';

/** How far a figure moved, and from what. */
export function Change({
  change,
  points,
  compare,
}: {
  change: number | null;
  /** Of a percentage, how many points it moved. */
  points?: number | null;
  compare: ReactNode;
}) {
  const moved = useMoved(change, points);
  const tone = toneOf(change);
  const Arrow = change !== null && change < 0 ? ArrowDownRight : ArrowUpRight;
  return (
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
