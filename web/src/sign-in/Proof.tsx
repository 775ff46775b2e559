import { Check } from 'lucide-react';
import { FormattedMessage, useIntl } from 'react-intl';
import { LogoMark } from '../design/Logo';
import { useFormatMoney } from '../design/values';
import styles from './Proof.module.css';

const TOTAL = { amount: 907, currency: 'GBP' };
const ROWS = ['sale', 'payment', 'stock', 'ledger'] as const;

/** The promise beside the sign-in: one receipt, four books, the same figure. */
export function Proof() {
  const { formatNumber } = useIntl();
  const formatMoney = useFormatMoney();
  return (
    <aside className={styles.proof}>
      <div className={styles.receipt} aria-hidden="true">
        <div className={styles.paper}>
          <LogoMark className={styles.mark} />
          <dl className={styles.rows}>
            {ROWS.map((row) => (
              <div key={row} className={styles.row}>
                <dt>
                  <FormattedMessage id={`sign_in.proof_${row}`} />
                </dt>
                <dd className="num">{row === 'stock' ? formatNumber(-3) : formatMoney(TOTAL)}</dd>
              </div>
            ))}
          </dl>
          <div className={styles.agree}>
            <Check />
            <FormattedMessage id="sign_in.proof_agree" />
          </div>
        </div>
        <svg viewBox="0 0 288 12" preserveAspectRatio="none" className={styles.edge}>
          <path d="M0 0h288v3l-12 9-12-9-12 9-12-9-12 9-12-9-12 9-12-9-12 9-12-9-12 9-12-9-12 9-12-9-12 9-12-9-12 9-12-9-12 9-12-9-12 9-12-9-12 9-12-9Z" />
        </svg>
      </div>
      <div className={styles.words}>
        <p className={styles.claim}>
          <FormattedMessage id="sign_in.claim" />
        </p>
        <p className={styles.text}>
          <FormattedMessage id="sign_in.claim_text" />
        </p>
      </div>
    </aside>
  );
}
