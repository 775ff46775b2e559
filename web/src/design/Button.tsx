import type { ReactNode } from 'react';
import {
  Button as AriaButton,
  type ButtonProps as AriaButtonProps,
} from 'react-aria-components/Button';
import { Tooltip, TooltipTrigger } from 'react-aria-components/Tooltip';
import { cx } from './cx';
import { Spinner } from './Spinner';
import styles from './Button.module.css';

export type ButtonVariant = 'primary' | 'secondary' | 'ghost' | 'danger';
export type ButtonSize = 'sm' | 'md' | 'lg';

export interface ButtonProps extends Omit<AriaButtonProps, 'children' | 'className'> {
  variant?: ButtonVariant;
  size?: ButtonSize;
  icon?: ReactNode;
  /** Fills the width it is given. */
  block?: boolean;
  className?: string;
  children?: ReactNode;
}

/** `isPending` shows at once that the action began, keeps the width, and takes no second press. */
export function Button({
  variant = 'secondary',
  size = 'md',
  icon,
  block,
  className,
  children,
  ...props
}: ButtonProps) {
  return (
    <AriaButton
      {...props}
      className={cx(styles.button, styles[variant], styles[size], block && styles.block, className)}
    >
      {({ isPending }) => (
        <>
          {isPending && (
            <span className={styles.pending}>
              <Spinner />
            </span>
          )}
          {icon && <span className={styles.icon}>{icon}</span>}
          {children != null && <span className={styles.label}>{children}</span>}
        </>
      )}
    </AriaButton>
  );
}

export interface IconButtonProps extends Omit<ButtonProps, 'children' | 'icon' | 'block'> {
  /** Says what it does, to a screen reader and on hover. */
  label: string;
  children: ReactNode;
}

export function IconButton({
  label,
  variant = 'ghost',
  size = 'md',
  className,
  children,
  ...props
}: IconButtonProps) {
  return (
    <TooltipTrigger delay={500} closeDelay={0}>
      <AriaButton
        {...props}
        aria-label={label}
        className={cx(styles.button, styles.square, styles[variant], styles[size], className)}
      >
        {({ isPending }) => (isPending ? <Spinner /> : children)}
      </AriaButton>
      <Tooltip offset={6} className={styles.tooltip}>
        {label}
      </Tooltip>
    </TooltipTrigger>
  );
}
