import { FormattedMessage } from 'react-intl';
import { useLiveState } from '../api/live';
import { cx } from '../design/cx';
import styles from './LiveIndicator.module.css';

/** A dot and a word: whether what is on the screen is what is in the shop. */
export function LiveIndicator({ className }: { className?: string }) {
  const state = useLiveState();
  return (
    <span role="status" className={cx(styles.indicator, styles[state], className)}>
      <span className={styles.dot} />
      <span>
        <FormattedMessage id={`live.${state}`} />
      </span>
    </span>
  );
}
