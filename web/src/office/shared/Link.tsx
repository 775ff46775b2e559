import { ChevronLeft } from 'lucide-react';
import type { ReactNode } from 'react';
import { Link as RouterLink } from 'react-router';
import { cx } from '../../design';
import styles from './shared.module.css';

/** A figure or name that leads to its own page. `plain` underlines only when reached for. */
export function Link({
  to,
  plain,
  className,
  children,
}: {
  to: string;
  plain?: boolean;
  className?: string;
  children: ReactNode;
}) {
  return (
    <RouterLink to={to} className={cx(styles.link, plain && styles.plain, className)}>
      {children}
    </RouterLink>
  );
}

/** The way back, above a page's title. */
export function BackLink({ to, children }: { to: string; children: ReactNode }) {
  return (
    <RouterLink to={to} className={styles.back}>
      <ChevronLeft aria-hidden="true" />
      {children}
    </RouterLink>
  );
}
