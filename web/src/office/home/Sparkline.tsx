import { sparkline } from './figures';
import styles from './Home.module.css';

const WIDTH = 120;
const HEIGHT = 32;

/** Fourteen days as a line; the last one is the figure above it, so the line itself is silent. */
export function Sparkline({ values, label }: { values: readonly number[]; label: string }) {
  if (values.length < 2) return <div className={styles.spark} />;
  const points = sparkline(values, WIDTH, HEIGHT - 4).map(({ x, y }) => ({ x, y: y + 2 }));
  const line = points
    .map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`)
    .join('');
  const end = points.at(-1)!;
  return (
    <svg
      viewBox={`-3 0 ${WIDTH + 6} ${HEIGHT}`}
      role="img"
      aria-label={label}
      className={styles.spark}
      preserveAspectRatio="none"
    >
      <path d={`${line}L${WIDTH} ${HEIGHT}L0 ${HEIGHT}Z`} className={styles.sparkArea} />
      <path d={line} className={styles.sparkLine} />
      <path d={`M${end.x} ${end.y}h.01`} className={styles.sparkEnd} />
    </svg>
  );
}
