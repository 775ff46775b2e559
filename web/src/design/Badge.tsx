import type { ReactNode } from 'react';
import { cx } from './cx';
import styles from './Badge.module.css';

export type Tone = 'neutral' | 'accent' | 'positive' | 'warning' | 'danger';

export interface BadgeProps {
  tone?: Tone;
  icon?: ReactNode;
  children: ReactNode;
}

export function Badge({ tone = 'neutral', icon, children }: BadgeProps) {
  return (
    <span className={cx(styles.badge, styles[tone])}>
      {icon}
      {children}
    </span>
  );
}

/** A state in words with a dot; the colour only repeats what the word says. */
export function StatusPill({
  tone = 'neutral',
  isBusy,
  children,
}: {
  tone?: Tone;
  /** Something is still going on. */
  isBusy?: boolean;
  children: ReactNode;
}) {
  return (
    <span className={cx(styles.badge, styles[tone])}>
      <span className={cx(styles.dot, isBusy && styles.busy)} />
      {children}
    </span>
  );
}
