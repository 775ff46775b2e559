import { CircleAlert, X } from 'lucide-react';
import { FormattedMessage, useIntl } from 'react-intl';
import { IconButton } from '../../design/Button';
import type { ScanNotice as Notice } from '../state/use-scans';
import styles from './Sell.module.css';

/** Across the top, in words nobody can overlook: this scan did not go into the cart. */
export function ScanNotice({
  notice,
  onDismiss,
}: {
  notice: Notice | null;
  onDismiss: () => void;
}) {
  const { formatMessage } = useIntl();
  return (
    <div role="alert" className={styles.notices}>
      {notice && (
        <div className={styles.notice}>
          <CircleAlert aria-hidden="true" />
          <p>
            <strong>
              <FormattedMessage
                id={`register.scan.${notice.kind}`}
                values={{ code: <code>{notice.code}</code> }}
              />
            </strong>{' '}
            <FormattedMessage id={`register.scan.${notice.kind}_text`} />
          </p>
          <IconButton label={formatMessage({ id: 'action.dismiss' })} onPress={onDismiss}>
            <X aria-hidden="true" />
          </IconButton>
        </div>
      )}
    </div>
  );
}
