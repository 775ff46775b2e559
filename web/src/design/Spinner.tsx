import { cx } from './cx';
import styles from './Spinner.module.css';

/** Decoration only: whoever shows it says in words what is going on. */
export function Spinner({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 20 20" aria-hidden="true" className={cx(styles.spinner, className)}>
      <circle cx="10" cy="10" r="8" className={styles.track} />
      <path d="M10 2a8 8 0 0 1 8 8" className={styles.arc} />
    </svg>
  );
}
