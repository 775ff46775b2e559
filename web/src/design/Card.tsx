import type { ReactNode } from 'react';
import { cx } from './cx';
import styles from './Card.module.css';

export interface CardProps {
  title?: ReactNode;
  /** At the right of the title: a link, a menu. */
  action?: ReactNode;
  /** No padding around the content, for lists and tables. */
  flush?: boolean;
  /** For links to this part of a page. */
  id?: string;
  className?: string;
  children: ReactNode;
}

export function Card({ title, action, flush, id, className, children }: CardProps) {
  return (
    <section id={id} className={cx(styles.card, className)}>
      {(title || action) && (
        <header className={styles.header}>
          <h2>{title}</h2>
          {action}
        </header>
      )}
      <div className={cx(styles.body, flush && styles.flush)}>{children}</div>
    </section>
  );
}

export interface StatProps {
  label: ReactNode;
  value: ReactNode;
  /** The change against the day compared with; `tone` says whether that is good. */
  change?: ReactNode;
  tone?: 'positive' | 'danger' | 'neutral';
  /** A sparkline. */
  chart?: ReactNode;
}

/** One headline figure. */
export function Stat({ label, value, change, tone = 'neutral', chart }: StatProps) {
  return (
    <section className={cx(styles.card, styles.stat)}>
      <h2 className={styles.statLabel}>{label}</h2>
      <div className={cx(styles.statValue, 'num')}>{value}</div>
      {change && <div className={cx(styles.change, styles[tone], 'num')}>{change}</div>}
      {chart && <div className={styles.chart}>{chart}</div>}
    </section>
  );
}
