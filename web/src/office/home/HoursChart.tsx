import { scaleBand, scaleLinear } from 'd3-scale';
import { curveMonotoneX, line } from 'd3-shape';
import { useState, type KeyboardEvent, type PointerEvent } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import { useFormatMoney } from '../../design';
import { useWidth } from '../../lib/use-width';
import type { HourBar } from './figures';
import styles from './HoursChart.module.css';

const HEIGHT = 248;
const EDGE = { top: 12, right: 4, bottom: 26, left: 52 };

/** Sales by hour: bars for the day, a line for the day compared with. */
export function Component({
  hours,
  currency,
  dayName,
  compareName,
}: {
  hours: readonly HourBar[];
  currency: string;
  dayName: string;
  compareName: string;
}) {
  const { formatMessage, formatDate } = useIntl();
  const formatMoney = useFormatMoney();
  const [measure, width] = useWidth<HTMLDivElement>();
  const [at, setAt] = useState<number | null>(null);

  const money = (amount: number, whole = false) => formatMoney({ amount, currency }, { whole });
  const hourName = (hour: number) =>
    formatDate(Date.UTC(2000, 0, 1, hour), { hour: 'numeric', timeZone: 'UTC' });

  const x = scaleBand<number>()
    .domain(hours.map(({ hour }) => hour))
    .range([EDGE.left, Math.max(EDGE.left + 1, width - EDGE.right)])
    .paddingInner(0.28)
    .paddingOuter(0.14);
  const most = Math.max(100, ...hours.flatMap(({ today, compare }) => [today, compare]));
  const y = scaleLinear()
    .domain([0, most])
    .nice(4)
    .range([HEIGHT - EDGE.bottom, EDGE.top]);
  const centre = ({ hour }: HourBar) => (x(hour) ?? 0) + x.bandwidth() / 2;
  const compareLine = line<HourBar>()
    .x(centre)
    .y(({ compare }) => y(Math.max(0, compare)))
    .curve(curveMonotoneX)([...hours]);
  const labelEvery = Math.max(1, Math.ceil(hours.length / Math.max(1, Math.floor(width / 64))));
  const shown = at === null ? null : hours[at];

  function follow(event: PointerEvent<SVGSVGElement>): void {
    const left = event.currentTarget.getBoundingClientRect().left;
    const index = Math.floor((event.clientX - left - EDGE.left) / x.step());
    setAt(index >= 0 && index < hours.length ? index : null);
  }

  function onKeyDown(event: KeyboardEvent): void {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step === 0) return;
    event.preventDefault();
    setAt((old) =>
      old === null
        ? step > 0
          ? 0
          : hours.length - 1
        : Math.max(0, Math.min(hours.length - 1, old + step)),
    );
  }

  const bottom = y(0);
  return (
    <div ref={measure} className={styles.frame}>
      {width > 0 && (
        // The arrow keys go from hour to hour, so the picture takes the focus.
        <svg
          width={width}
          height={HEIGHT}
          role="application"
          aria-label={formatMessage({ id: 'home.hours_chart' })}
          aria-describedby="hours-at"
          tabIndex={0}
          className={styles.chart}
          onPointerMove={follow}
          onPointerLeave={() => setAt(null)}
          onBlur={() => setAt(null)}
          onKeyDown={onKeyDown}
        >
          {y.ticks(4).map((tick) => (
            <g key={tick} transform={`translate(0 ${y(tick)})`}>
              <line x1={EDGE.left} x2={width - EDGE.right} className={styles.grid} />
              <text x={EDGE.left - 8} dy="0.32em" className={styles.tick}>
                {money(tick, true)}
              </text>
            </g>
          ))}
          {shown && (
            <rect
              x={(x(shown.hour) ?? 0) - (x.step() - x.bandwidth()) / 2}
              y={EDGE.top}
              width={x.step()}
              height={bottom - EDGE.top}
              className={styles.column}
            />
          )}
          {hours.map(({ hour, today }) => {
            const top = y(Math.max(0, today));
            const radius = Math.min(4, x.bandwidth() / 2, bottom - top);
            return (
              today > 0 && (
                <path
                  key={hour}
                  d={roundedBar(x(hour) ?? 0, top, x.bandwidth(), bottom, radius)}
                  className={styles.bar}
                />
              )
            );
          })}
          {compareLine && <path d={compareLine} className={styles.line} />}
          {hours.map(
            ({ hour }, index) =>
              index % labelEvery === 0 && (
                <text
                  key={hour}
                  x={(x(hour) ?? 0) + x.bandwidth() / 2}
                  y={HEIGHT - 6}
                  className={styles.hour}
                >
                  {hourName(hour)}
                </text>
              ),
          )}
        </svg>
      )}
      <div
        id="hours-at"
        role="status"
        className={shown ? styles.tip : 'visually-hidden'}
        style={shown ? tipPlace(centre(shown), width) : undefined}
      >
        {shown && (
          <>
            <strong>
              {hourName(shown.hour)} – {hourName((shown.hour + 1) % 24)}
            </strong>
            <span className={styles.today}>
              {dayName} <b className="num">{money(shown.today)}</b>
            </span>
            <span className={styles.compare}>
              {compareName} <b className="num">{money(shown.compare)}</b>
            </span>
          </>
        )}
      </div>
      <table className="visually-hidden">
        <caption>
          <FormattedMessage id="home.hours" />
        </caption>
        <thead>
          <tr>
            <th scope="col">
              <FormattedMessage id="home.hour" />
            </th>
            <th scope="col">{dayName}</th>
            <th scope="col">{compareName}</th>
          </tr>
        </thead>
        <tbody>
          {hours.map(({ hour, today, compare }) => (
            <tr key={hour}>
              <th scope="row">{hourName(hour)}</th>
              <td>{money(today)}</td>
              <td>{money(compare)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** A bar that is round at its top only. */
function roundedBar(x: number, top: number, width: number, bottom: number, r: number): string {
  return `M${x} ${bottom}V${top + r}q0 ${-r} ${r} ${-r}h${width - 2 * r}q${r} 0 ${r} ${r}V${bottom}Z`;
}

/** Beside the hour, turned inwards near the edges. */
function tipPlace(centre: number, width: number): { left?: number; right?: number } {
  return centre > width / 2 ? { right: width - centre + 16 } : { left: centre + 16 };
}
