import { scaleLinear, scaleUtc } from 'd3-scale';
import { area, curveStepAfter, line } from 'd3-shape';
import { useIntl } from 'react-intl';
import { cx } from '../../design';
import { useWidth } from '../../lib/use-width';
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

  const x = scaleUtc()
    .domain([Math.min(...times), Math.max(...times)])
    .range([EDGE.left, Math.max(EDGE.left + 1, width - EDGE.right)]);
  const y = scaleLinear()
    .domain([Math.min(0, ...levels), Math.max(1, ...levels)])
    .nice(4)
    .range([HEIGHT - EDGE.bottom, EDGE.top]);
  const path = line<Step>()
    .x(({ at }) => x(at))
    .y(({ level }) => y(level))
    .curve(curveStepAfter);
  const fill = area<Step>()
    .x(({ at }) => x(at))
    .y0(y(0))
    .y1(({ level }) => y(level))
    .curve(curveStepAfter);
  // Half a piece is no tick where everything is counted in pieces.
  const ticks = y.ticks(4).filter((tick) => Number.isInteger(tick) || y.domain()[1]! < 2);

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
            <path d={fill(histories[0]!.steps) ?? ''} className={styles.area} />
          )}
          {histories.map(({ locationId, steps }, index) => (
            <path
              key={locationId}
              d={path(steps) ?? ''}
              className={cx(styles.line, styles[`line${Math.min(index, 3)}`])}
            />
          ))}
          {x.ticks(Math.max(2, Math.floor(width / 110))).map((tick) => (
            <text key={tick.getTime()} x={x(tick)} y={HEIGHT - 6} className={styles.day}>
              {formatDate(tick, { day: 'numeric', month: 'short', timeZone: 'UTC' })}
            </text>
          ))}
        </svg>
      )}
    </div>
  );
}
