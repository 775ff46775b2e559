import type { ReactNode } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import type { Import } from '../../api/types';
import { Card } from '../../design';
import styles from './Imports.module.css';

/** How far a check or a run is. */
export function Progress({
  import: { state, done_count, row_count },
  action,
}: {
  import: Import;
  action: ReactNode;
}) {
  const { formatMessage } = useIntl();
  const title = formatMessage({
    id: state === 'running' ? 'imports.running' : 'imports.checking',
  });
  return (
    <Card>
      <div className={styles.progress}>
        <div className={styles.lines}>
          <p role="status">
            <strong>{title}</strong>{' '}
            <span className="num">
              <FormattedMessage
                id="imports.progress"
                values={{ done: done_count, rows: row_count }}
              />
            </span>
          </p>
          <progress aria-label={title} value={done_count} max={row_count} />
        </div>
        {action}
      </div>
    </Card>
  );
}
