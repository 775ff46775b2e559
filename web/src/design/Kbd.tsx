import type { ReactNode } from 'react';
import { cx } from './cx';
import styles from './Kbd.module.css';

export const isApple = /Mac|iPhone|iPad/.test(navigator.userAgent);

/** A key on the keyboard. `mod` is written as the machine at hand calls it. */
export function Kbd({ children, className }: { children: ReactNode; className?: string }) {
  return (
    <kbd className={cx(styles.kbd, className)}>
      {children === 'mod' ? (isApple ? '⌘' : 'Ctrl') : children}
    </kbd>
  );
}
