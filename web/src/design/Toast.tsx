import { useSyncExternalStore } from 'react';
import { CheckCircle2, CircleAlert, X } from 'lucide-react';
import { useIntl } from 'react-intl';
import { Button, IconButton } from './Button';
import { toasts } from './toasts';
import styles from './Toast.module.css';

/** Once, at the root of the app. */
export function ToastRegion() {
  const { formatMessage } = useIntl();
  const messages = useSyncExternalStore(toasts.watch, toasts.get);
  return (
    <div
      role="region"
      aria-label={formatMessage({ id: 'toast.label' })}
      aria-live="polite"
      // Stays reachable while a dialog hides the rest of the page.
      data-react-aria-top-layer="true"
      className={styles.region}
    >
      {messages.map(({ id, tone, text, action }) => (
        <div key={id} className={styles.toast}>
          {tone === 'positive' && <CheckCircle2 aria-hidden="true" className={styles.positive} />}
          {tone === 'danger' && <CircleAlert aria-hidden="true" className={styles.danger} />}
          <span className={styles.text}>{text}</span>
          {action && (
            <Button
              size="sm"
              onPress={() => {
                action.onPress();
                toasts.dismiss(id);
              }}
            >
              {action.label}
            </Button>
          )}
          <IconButton
            size="sm"
            label={formatMessage({ id: 'action.dismiss' })}
            onPress={() => toasts.dismiss(id)}
          >
            <X aria-hidden="true" />
          </IconButton>
        </div>
      ))}
    </div>
  );
}
