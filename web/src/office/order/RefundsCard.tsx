import { FormattedMessage } from 'react-intl';
import type { Refund } from '../../api/types';
import { Card, DateTime, Money, Quantity } from '../../design';
import { RefundPill, TenderIcon } from '../shared/states';
import styles from './Cards.module.css';

export function RefundsCard({ refunds }: { refunds: readonly Refund[] }) {
  if (refunds.length === 0) return null;
  return (
    <Card id="refunds" title={<FormattedMessage id="order.refunds" />}>
      <div className={styles.list}>
        {refunds.map((refund) => (
          <RefundBlock key={refund.id} refund={refund} />
        ))}
      </div>
    </Card>
  );
}

function RefundBlock({ refund }: { refund: Refund }) {
  return (
    <article className={styles.block}>
      <header className={styles.head}>
        <span className={styles.name}>{refund.number}</span>
        <RefundPill state={refund.state} />
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
        {refund.payments.map((payment, index) => (
          <li key={index} className={styles.line}>
            <span className={styles.tender}>
              <TenderIcon tender={payment.tender} />
              <span className={styles.quiet}>{payment.message}</span>
            </span>
            <Money value={payment.amount} />
          </li>
        ))}
      </ul>
    </article>
  );
}
