import { useId, useState, type KeyboardEvent, type PointerEvent } from 'react';
import { useFormatMoney } from '../../design';
import { currencyDecimals } from '../../lib/money';
import { useWidth } from '../../lib/use-width';
import { roundScale, smoothLine, type Point } from './plot';
import styles from './BarChart.module.css';

const HEIGHT = 248;
const EDGE = { top: 12, right: 4, bottom: 26, left: 52 };
/** What of its place a bar leaves free. */
const GAP = 0.28;

/** One thing with its amount, and that of what it is compared with; minor units. */
export interface Bar {
  key: string;
  /** Below the bar. */
  label: string;
  /** In full, beside the figures. */
  name: string;
  value: number;
  compare: number;
}

export interface BarChartProps {
  bars: readonly Bar[];
  currency: string;
  /** What the picture shows, and how one moves in it. */
  label: string;
  /** What the table shows that says the same. */
  caption: string;
  /** What the bars are: "Hour". */
  kind: string;
  valueName: string;
  compareName: string;
}

/** Amounts as bars, those of what they are compared with as a line. */
export function Component({
  bars,
  currency,
  label,
  caption,
  kind,
  valueName,
  compareName,
}: BarChartProps) {
  const formatMoney = useFormatMoney();
  const [measure, width] = useWidth<HTMLDivElement>();
  const [at, setAt] = useState<number | null>(null);
  const tipId = useId();

  const money = (amount: number, whole = false) => formatMoney({ amount, currency }, { whole });

  const step = Math.max(1, width - EDGE.right - EDGE.left) / Math.max(1, bars.length);
  const barWidth = step * (1 - GAP);
  const left = (index: number) => EDGE.left + (index + GAP / 2) * step;
  const centre = (index: number) => EDGE.left + (index + 0.5) * step;
  // Its marks are whole units, also where nothing was sold.
  const least = 4 * 10 ** currencyDecimals(currency);
  const most = Math.max(least, ...bars.flatMap(({ value, compare }) => [value, compare]));
  const y = roundScale([0, most], [HEIGHT - EDGE.bottom, EDGE.top], 4);
  const compared = bars.map(({ compare }, index): Point => [
    centre(index),
    y(Math.max(0, compare)),
  ]);
  const labelEvery = Math.max(1, Math.ceil(bars.length / Math.max(1, Math.floor(width / 64))));
  const shown = at === null ? null : bars[at];
  const shownAt = at ?? 0;

  function follow(event: PointerEvent<SVGSVGElement>): void {
    const from = event.currentTarget.getBoundingClientRect().left + EDGE.left;
    const index = Math.floor((event.clientX - from) / step);
    setAt(index >= 0 && index < bars.length ? index : null);
  }

  function onKeyDown(event: KeyboardEvent): void {
    const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (by === 0) return;
    event.preventDefault();
    setAt((old) =>
      old === null
        ? by > 0
          ? 0
          : bars.length - 1
        : Math.max(0, Math.min(bars.length - 1, old + by)),
    );
  }

  const bottom = y(0);
  return (
    <div ref={measure} className={styles.frame}>
      {width > 0 && (
        // The arrow keys go from bar to bar, so the picture takes the focus.
        <svg
          width={width}
          height={HEIGHT}
          role="application"
          aria-label={label}
          aria-describedby={tipId}
          tabIndex={0}
          className={styles.chart}
          onPointerMove={follow}
          onPointerLeave={() => setAt(null)}
          onBlur={() => setAt(null)}
          onKeyDown={onKeyDown}
        >
          {y.ticks.map((tick) => (
            <g key={tick} transform={`translate(0 ${y(tick)})`}>
              <line x1={EDGE.left} x2={width - EDGE.right} className={styles.grid} />
              <text x={EDGE.left - 8} dy="0.32em" className={styles.tick}>
                {money(tick, true)}
              </text>
            </g>
          ))}
          {shown && (
            <rect
              x={EDGE.left + shownAt * step}
              y={EDGE.top}
              width={step}
              height={bottom - EDGE.top}
              className={styles.column}
            />
          )}
          {bars.map(({ key, value }, index) => {
            const top = y(Math.max(0, value));
            const radius = Math.min(4, barWidth / 2, bottom - top);
            return (
              value > 0 && (
                <path
                  key={key}
                  d={roundedBar(left(index), top, barWidth, bottom, radius)}
                  className={styles.bar}
                />
              )
            );
          })}
          <path d={smoothLine(compared)} className={styles.line} />
          {bars.map(
            ({ key, label: below }, index) =>
              index % labelEvery === 0 && (
                <text key={key} x={centre(index)} y={HEIGHT - 6} className={styles.hour}>
                  {below}
                </text>
              ),
          )}
        </svg>
      )}
      <div
        id={tipId}
        role="status"
        className={shown ? styles.tip : 'visually-hidden'}
        style={shown ? tipPlace(centre(shownAt), width) : undefined}
      >
        {shown && (
          <>
            <strong>{shown.name}</strong>
            <span className={styles.today}>
              {valueName} <b className="num">{money(shown.value)}</b>
            </span>
            <span className={styles.compare}>
              {compareName} <b className="num">{money(shown.compare)}</b>
            </span>
          </>
        )}
      </div>
      <table className="visually-hidden">
        <caption>{caption}</caption>
        <thead>
          <tr>
            <th scope="col">{kind}</th>
            <th scope="col">{valueName}</th>
            <th scope="col">{compareName}</th>
          </tr>
        </thead>
        <tbody>
          {bars.map(({ key, name, value, compare }) => (
            <tr key={key}>
              <th scope="row">{name}</th>
              <td>{money(value)}</td>
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

/** Beside the bar, turned inwards near the edges. */
function tipPlace(centre: number, width: number): { left?: number; right?: number } {
  return centre > width / 2 ? { right: width - centre + 16 } : { left: centre + 16 };
}
