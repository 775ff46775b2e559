import type { ReactNode } from 'react';
import { CircleAlert, CloudOff, RotateCw, WifiOff } from 'lucide-react';
import { FormattedMessage, useIntl } from 'react-intl';
import { isProblem } from '../api/problem';
import { Button } from './Button';
import { cx } from './cx';
import styles from './States.module.css';

export interface EmptyStateProps {
  icon?: ReactNode;
  title: ReactNode;
  /** What will stand here, or how to get it there. */
  children?: ReactNode;
  action?: ReactNode;
  className?: string;
}

export function EmptyState({ icon, title, children, action, className }: EmptyStateProps) {
  return (
    <div className={cx(styles.state, className)}>
      {icon && <div className={styles.icon}>{icon}</div>}
      <h2 className={styles.title}>{title}</h2>
      {children && <p className={styles.text}>{children}</p>}
      {action && <div className={styles.action}>{action}</div>}
    </div>
  );
}

/** What happened and the way out, in words: the server's own where it gave some. */
export function useProblemText(): (error: unknown) => { title: string; text: string } {
  const { formatMessage } = useIntl();
  return (error) => {
    if (isProblem(error, 'offline')) {
      return {
        title: formatMessage({ id: 'problem.offline.title' }),
        text: formatMessage({ id: 'problem.offline.text' }),
      };
    }
    if (isProblem(error, 'forbidden')) {
      return {
        title: formatMessage({ id: 'problem.forbidden.title' }),
        text: error.fix ?? formatMessage({ id: 'problem.forbidden.text' }),
      };
    }
    if (isProblem(error, 'not_found')) {
      return {
        title: formatMessage({ id: 'problem.not_found.title' }),
        // The server speaks of ids here, which a person at a screen never typed.
        text: formatMessage({ id: 'problem.not_found.text' }),
      };
    }
    if (isProblem(error) && error.code !== 'unexpected') {
      return { title: error.detail, text: error.fix ?? '' };
    }
    return {
      title: formatMessage({ id: 'problem.unexpected.title' }),
      text: formatMessage({ id: 'problem.unexpected.text' }),
    };
  };
}

export interface ErrorStateProps {
  error: unknown;
  onRetry?: () => void;
  isRetrying?: boolean;
  className?: string;
}

export function ErrorState({ error, onRetry, isRetrying, className }: ErrorStateProps) {
  const { title, text } = useProblemText()(error);
  const requestId = isProblem(error) ? error.requestId : undefined;
  return (
    <div role="alert" className={cx(styles.state, className)}>
      <div className={cx(styles.icon, styles.bad)}>
        {isProblem(error, 'offline') ? (
          <CloudOff aria-hidden="true" />
        ) : (
          <CircleAlert aria-hidden="true" />
        )}
      </div>
      <h2 className={styles.title}>{title}</h2>
      {text && <p className={styles.text}>{text}</p>}
      {onRetry && (
        <div className={styles.action}>
          <Button icon={<RotateCw aria-hidden="true" />} isPending={isRetrying} onPress={onRetry}>
            <FormattedMessage id="action.retry" />
          </Button>
        </div>
      )}
      {requestId && (
        <p className={styles.request}>
          <FormattedMessage id="problem.request" values={{ id: <code>{requestId}</code> }} />
        </p>
      )}
    </div>
  );
}

/** A refusal inside a form or dialog: short, beside what it is about. */
export function ProblemNote({ error }: { error: unknown }) {
  const { title, text } = useProblemText()(error);
  return (
    <div role="alert" className={styles.note}>
      <CircleAlert aria-hidden="true" />
      <div>
        <strong>{title}</strong>
        {text && <p>{text}</p>}
      </div>
    </div>
  );
}

export interface OfflineBannerProps {
  state: 'connecting' | 'live' | 'reconnecting' | 'offline';
  className?: string;
  /** What this means here, in place of the usual words. */
  children?: ReactNode;
}

/** On a screen that goes on with what it knows. */
export function OfflineBanner({ state, className, children }: OfflineBannerProps) {
  if (state !== 'offline') return null;
  return (
    <div role="status" className={cx(styles.banner, className)}>
      <WifiOff aria-hidden="true" />
      {children ?? <FormattedMessage id="live.banner" />}
    </div>
  );
}
