import { Check, TriangleAlert } from 'lucide-react';
import { FormattedMessage } from 'react-intl';
import { useMay } from '../../api/session';
import type { Order } from '../../api/types';
import { Money, Quantity, cx } from '../../design';
import { agreementOf } from './agreement';
import styles from './ProofStrip.module.css';

/** Each book added up again here in the browser, and held against the others. */
export function ProofStrip({ order }: { order: Order }) {
  const checks = agreementOf(order, useMay('read_books'));
  const allAgree = checks.every(({ agrees }) => agrees);
  return (
    <section className={cx(styles.strip, !allAgree && styles.bad)}>
      <h2 className={styles.verdict}>
        {allAgree ? <Check aria-hidden="true" /> : <TriangleAlert aria-hidden="true" />}
        <FormattedMessage
          id={
            !allAgree
              ? 'order.proof.disagree'
              : order.state === 'completed'
                ? 'order.proof.agree'
                : 'order.proof.so_far'
          }
        />
      </h2>
      <ul className={styles.checks}>
        {checks.map(({ book, figure, count, agrees }) => (
          <li key={book}>
            <a href={`#${book === 'tax' ? 'lines' : book}`} className={styles.check}>
              <span className={styles.book}>
                <FormattedMessage id={`order.proof.${book}`} />
              </span>
              <span className={styles.figure}>
                {figure ? (
                  <Money value={figure} />
                ) : (
                  <Quantity value={count === null ? null : String(count)} signed />
                )}
              </span>
              <span className={cx(styles.mark, !agrees && styles.wrong)}>
                {agrees ? <Check aria-hidden="true" /> : <TriangleAlert aria-hidden="true" />}
                <FormattedMessage id={agrees ? 'order.proof.yes' : 'order.proof.no'} />
              </span>
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}
