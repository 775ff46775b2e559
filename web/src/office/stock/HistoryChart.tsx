import { useIntl } from 'react-intl';
import { cx } from '../../design';
import { useWidth } from '../../lib/use-width';
import { midnights, roundScale, stepLine, type Point } from '../shared/plot';
import type { History, Step } from './history';
import styles from './HistoryChart.module.css';

const HEIGHT = 168;
const EDGE = { top: 8, right: 8, bottom: 24, left: 40 };

/** How much lay at each place over time. The list of movements says the same in figures. */
export function Component({ histories, label }: { histories: readonly History[]; label: string }) {
  const { formatDate, formatNumber } = useIntl();
  const [measure, width] = useWidth<HTMLDivElement>();
  const all = histories.flatMap(({ steps }) => steps);
  const levels = all.map(({ level }) => level);
  const times = all.map(({ at }) => at);

  const [from, until] = [Math.min(...times), Math.max(...times)];
  const wide = Math.max(1, width - EDGE.right - EDGE.left);
  const x = (at: number) => EDGE.left + ((at - from) / Math.max(1, until - from)) * wide;
  const y = roundScale(
    [Math.min(0, ...levels), Math.max(1, ...levels)],
    [HEIGHT - EDGE.bottom, EDGE.top],
    4,
  );
  const path = (steps: readonly Step[]) =>
    stepLine(steps.map(({ at, level }): Point => [x(at), y(level)]));
  // Half a piece is no tick where everything is counted in pieces.
  const ticks = y.ticks.filter((tick) => Number.isInteger(tick) || y.to < 2);

  return (
    <div ref={measure} className={styles.frame}>
      {width > 0 && (
        <svg width={width} height={HEIGHT} role="img" aria-label={label}>
          {ticks.map((tick) => (
            <g key={tick} transform={`translate(0 ${y(tick)})`}>
              <line
                x1={EDGE.left}
                x2={width - EDGE.right}
                className={cx(styles.grid, tick === 0 && styles.zero)}
              />
              <text x={EDGE.left - 8} dy="0.32em" className={styles.tick}>
                {formatNumber(tick)}
              </text>
            </g>
          ))}
          {histories.length === 1 && (
            <path d={`${path(histories[0]!.steps)}V${y(0)}H${x(from)}Z`} className={styles.area} />
          )}
          {histories.map(({ locationId, steps }, index) => (
            <path
              key={locationId}
              d={path(steps)}
              className={cx(styles.line, styles[`line${Math.min(index, 3)}`])}
            />
          ))}
          {midnights(from, until, Math.max(2, Math.floor(width / 110))).map((tick) => (
            <text key={tick} x={x(tick)} y={HEIGHT - 6} className={styles.day}>
              {formatDate(tick, { day: 'numeric', month: 'short', timeZone: 'UTC' })}
            </text>
          ))}
        </svg>
      )}
    </div>
  );
}
