import { arcsOf } from './figures';
import styles from './Tenders.module.css';

const RADIUS = 76.5;
const ROUND = 2 * Math.PI * RADIUS;

/** Shares of a whole as a ring; the list below it says the same in figures. */
export function Ring({ shares }: { shares: readonly number[] }) {
  return (
    <svg viewBox="0 0 168 168" aria-hidden="true">
      {arcsOf(shares, ROUND).map(({ length, from }, index) => (
        <circle
          key={index}
          cx="84"
          cy="84"
          r={RADIUS}
          className={styles[`share${Math.min(index, 3)}`]}
          strokeDasharray={`${length} ${ROUND - length}`}
          strokeDashoffset={-from}
        />
      ))}
    </svg>
  );
}
