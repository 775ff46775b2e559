import { ScanBarcode } from 'lucide-react';
import { useEffect } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import { useDensity } from '../design/density';
import { EmptyState } from '../design/States';
import styles from './RegisterPage.module.css';

export function Component() {
  const { formatMessage } = useIntl();
  useDensity('till');
  const title = formatMessage({ id: 'register.title' });
  useEffect(() => {
    document.title = `${title} · OneTill`;
  }, [title]);
  return (
    <main className={styles.register}>
      <EmptyState
        icon={<ScanBarcode aria-hidden="true" />}
        title={<FormattedMessage id="register.empty" />}
      >
        <FormattedMessage id="register.empty_text" />
      </EmptyState>
    </main>
  );
}
