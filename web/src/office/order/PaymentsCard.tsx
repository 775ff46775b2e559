import { FormattedMessage } from 'react-intl';
import { depositHasFailed } from '../../api/retry';
import type { Payment } from '../../api/types';
import { Card } from '../../design';
import { PaymentDetail } from '../payments/PaymentDetail';
import { RetryDeposit } from './RetryButton';
import styles from './Cards.module.css';

export function PaymentsCard({
  payments,
  isVoided,
}: {
  payments: readonly Payment[];
  /** The order was given up, so that what was paid goes back. */
  isVoided: boolean;
}) {
  return (
    <Card id="payments" title={<FormattedMessage id="order.payments" />}>
      {payments.length === 0 ? (
        <p className={styles.none}>
          <FormattedMessage id="order.payments_none" />
        </p>
      ) : (
        <div className={styles.list}>
          {payments.map((payment) => (
            <div key={payment.id}>
              <PaymentDetail payment={payment} isLinked />
              {isVoided && depositHasFailed(payment) && <RetryDeposit payment={payment} />}
            </div>
          ))}
        </div>
      )}
    </Card>
  );
}
