import { TriangleAlert } from 'lucide-react';
import { FormattedMessage } from 'react-intl';
import { Callout, DateTime, Money } from '../../design';
import { Link } from '../shared/Link';
import { paymentsSource } from '../shared/sources';
import { useList } from '../shared/use-list';
import { InquireButton } from './InquireButton';
import styles from './PaymentsPage.module.css';

const unknown = paymentsSource({ state: 'unknown' });
const AT_MOST = 5;

/** Payments whose end nobody knows: each wants an answer before anyone charges again. */
export function UnknownPayments() {
  const { rows = [] } = useList(unknown);
  if (rows.length === 0) return null;
  return (
    <Callout
      icon={<TriangleAlert aria-hidden="true" />}
      title={<FormattedMessage id="payments.unknown" values={{ count: rows.length }} />}
      text={<FormattedMessage id="payments.unknown_text" />}
    >
      <ul className={styles.unknowns}>
        {rows.slice(0, AT_MOST).map((payment) => (
          <li key={payment.id} className={styles.one}>
            <Link to={`/payments?open=${payment.id}`} className={styles.oneName}>
              <Money value={payment.amount} />
            </Link>
            <span className={styles.oneTime}>
              <DateTime value={payment.created_at} />
            </span>
            <span className={styles.oneText}>{payment.message}</span>
            <InquireButton payment={payment} size="sm" />
          </li>
        ))}
      </ul>
    </Callout>
  );
}
