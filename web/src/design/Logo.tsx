import { cx } from './cx';
import styles from './Logo.module.css';

/** The mark: a receipt with a one on it. */
export function LogoMark({ className }: { className?: string }) {
  return (
    <svg viewBox="3 0 26 32" aria-hidden="true" className={cx(styles.mark, className)}>
      <path
        className={styles.paper}
        d="M5 6a4 4 0 0 1 4-4h14a4 4 0 0 1 4 4v24l-3.67-2.6L19.67 30 16 27.4 12.33 30l-3.66-2.6L5 30Z"
      />
      <path className={styles.one} d="M17.9 7.5v14h-3.6V11.6l-3.1 1.5v-3.3l4.1-2.3Z" />
    </svg>
  );
}

/** The word-mark. The name is a name: not a message, not translated. */
export function Logo({ className }: { className?: string }) {
  return (
    <span className={cx(styles.logo, className)}>
      <LogoMark />
      <span className={styles.word}>OneTill</span>
    </span>
  );
}
