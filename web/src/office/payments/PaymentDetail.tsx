import { FormattedMessage } from 'react-intl';
import type { Payment, PaymentAttempt } from '../../api/types';
import { DateTime, Money } from '../../design';
import { cardName } from '../../lib/card';
import { isZero } from '../shared/amounts';
import { Link } from '../shared/Link';
import { AttemptStatePill, PaymentStatePill, TenderIcon } from '../shared/states';
import { InquireButton } from './InquireButton';
import styles from './PaymentDetail.module.css';

/** A payment with each attempt at it, in the terminal's own words. */
export function PaymentDetail({ payment, isLinked }: { payment: Payment; isLinked?: boolean }) {
  const wasAtTerminal = payment.attempts.some(({ sent_at }) => sent_at !== null);
  // What the last attempt says already is not said twice.
  const isSaid = wasAtTerminal && payment.attempts.at(-1)?.message === payment.message;
  return (
    <article className={styles.payment}>
      <header className={styles.head}>
        <span className={styles.tender}>
          <TenderIcon tender={payment.tender} />
          {isLinked ? (
            <Link to={`/payments?open=${payment.id}`} plain>
              {payment.tender_name}
            </Link>
          ) : (
            payment.tender_name
          )}
        </span>
        <PaymentStatePill state={payment.state} />
        <Money value={payment.amount} className={styles.amount} />
      </header>
      {payment.tendered && payment.change && !isZero(payment.tendered) && (
        <p className={styles.quiet}>
          <FormattedMessage
            id="timeline.change"
            values={{
              tendered: <Money value={payment.tendered} />,
              change: <Money value={payment.change} />,
            }}
          />
        </p>
      )}
      {!isZero(payment.refunded) && (
        <p className={styles.quiet}>
          <FormattedMessage
            id="payment.refunded"
            values={{ amount: <Money value={payment.refunded} /> }}
          />
        </p>
      )}
      {payment.message && !isSaid && (wasAtTerminal || payment.state !== 'captured') && (
        <p className={styles.words}>{payment.message}</p>
      )}
      <InquireButton payment={payment} />
      {wasAtTerminal && (
        <ol className={styles.attempts}>
          {payment.attempts.map((attempt) => (
            <Attempt key={attempt.id} attempt={attempt} />
          ))}
        </ol>
      )}
    </article>
  );
}

function Attempt({ attempt }: { attempt: PaymentAttempt }) {
  return (
    <li className={styles.attempt}>
      <span className={styles.attemptHead}>
        <span className={styles.kind}>
          <FormattedMessage id={`attempt.${attempt.kind}`} />
        </span>
        <AttemptStatePill state={attempt.state} />
        <Money value={attempt.amount} className={styles.end} />
      </span>
      <span>
        {[attempt.message, attempt.card && cardName(attempt.card), attempt.code]
          .filter(Boolean)
          .join(' · ')}
      </span>
      <span className={styles.quiet}>
        <DateTime value={attempt.sent_at ?? attempt.created_at} look="seconds" />
        {attempt.concluded_at && (
          <>
            {' – '}
            <DateTime value={attempt.concluded_at} look="seconds" />
          </>
        )}
        {attempt.provider_reference && <code> {attempt.provider_reference}</code>}
      </span>
    </li>
  );
}
