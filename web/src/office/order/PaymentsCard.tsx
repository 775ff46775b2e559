import { FormattedMessage } from 'react-intl';
import type { Payment } from '../../api/types';
import { Card } from '../../design';
import { PaymentDetail } from '../payments/PaymentDetail';
import styles from './Cards.module.css';

export function PaymentsCard({ payments }: { payments: readonly Payment[] }) {
  return (
    <Card id="payments" title={<FormattedMessage id="order.payments" />}>
      {payments.length === 0 ? (
        <p className={styles.none}>
          <FormattedMessage id="order.payments_none" />
        </p>
      ) : (
        <div className={styles.list}>
          {payments.map((payment) => (
            <PaymentDetail key={payment.id} payment={payment} isLinked />
          ))}
        </div>
      )}
    </Card>
  );
}
