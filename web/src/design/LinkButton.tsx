import type { ReactNode } from 'react';
import { Link } from 'react-aria-components/Link';
import type { ButtonSize, ButtonVariant } from './Button';
import { cx } from './cx';
import styles from './Button.module.css';

export interface LinkButtonProps {
  href: string;
  variant?: ButtonVariant;
  size?: ButtonSize;
  icon?: ReactNode;
  children: ReactNode;
}

/** Goes somewhere, and looks like a button. */
export function LinkButton({
  href,
  variant = 'secondary',
  size = 'md',
  icon,
  children,
}: LinkButtonProps) {
  return (
    <Link href={href} className={cx(styles.button, styles[variant], styles[size])}>
      {icon && <span className={styles.icon}>{icon}</span>}
      <span className={styles.label}>{children}</span>
    </Link>
  );
}
