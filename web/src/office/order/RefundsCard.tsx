import { FormattedMessage } from 'react-intl';
import { hasFailed } from '../../api/retry';
import type { Id, Payment, Refund } from '../../api/types';
import { Card, DateTime, Money, Quantity } from '../../design';
import { RefundPill, TenderIcon } from '../shared/states';
import { Options } from './Options';
import { RetryRefund } from './RetryButton';
import styles from './Cards.module.css';

export function RefundsCard({
  refunds,
  payments,
}: {
  refunds: readonly Refund[];
  /** Of the order: money goes back the way it came. */
  payments: readonly Payment[];
}) {
  if (refunds.length === 0) return null;
  return (
    <Card id="refunds" title={<FormattedMessage id="order.refunds" />}>
      <div className={styles.list}>
        {refunds.map((refund) => (
          <RefundBlock key={refund.id} refund={refund} payments={payments} />
        ))}
      </div>
    </Card>
  );
}

function RefundBlock({ refund, payments }: { refund: Refund; payments: readonly Payment[] }) {
  const tenderOf = (id: Id) => payments.find((payment) => payment.id === id)?.tender ?? 'cash';
  return (
    <article className={styles.block}>
      <header className={styles.head}>
        <span className={styles.name}>{refund.number}</span>
        <RefundPill refund={refund} />
        <Money value={refund.total} className={styles.amount} />
      </header>
      <p className={styles.quiet}>
        {[refund.reason, refund.staff_name].filter(Boolean).join(' · ')}{' '}
        <DateTime value={refund.happened_at} />
      </p>
      <ul className={styles.lines}>
        {refund.lines.map((line) => (
          <li key={line.line_no} className={styles.line}>
            <span>
              <Quantity value={line.quantity} /> {line.name}{' '}
              {line.options.length > 0 && <Options of={line.options} />}
              <span className={styles.quiet}>
                <FormattedMessage
                  id={line.restocked ? 'refund.restocked' : 'refund.not_restocked'}
                />
              </span>
            </span>
            <Money value={line.total} />
          </li>
        ))}
      </ul>
      <ul className={styles.lines}>
        {refund.payments.map((payment) => (
          <li key={payment.attempt_id} className={styles.line}>
            <span className={styles.tender}>
              <TenderIcon tender={tenderOf(payment.payment_id)} />
              <span className={styles.quiet}>{payment.message}</span>
            </span>
            <Money value={payment.amount} />
          </li>
        ))}
      </ul>
      {hasFailed(refund) && <RetryRefund refund={refund} />}
    </article>
  );
}
