import { FormattedMessage, useIntl } from 'react-intl';
import type { Dashboard } from '../../api/types';
import { Card, Money, cx } from '../../design';
import { sum } from '../shared/amounts';
import { sharesOf } from './figures';
import { NothingYet } from './NothingYet';
import { Ring } from './Ring';
import styles from './Tenders.module.css';

/** How the day was paid. */
export function TendersCard(props: Pick<TendersProps, 'tenders' | 'currency'>) {
  return (
    <Card title={<FormattedMessage id="home.tenders" />}>
      <Tenders none="home.tenders_none" {...props} />
    </Card>
  );
}

export interface TendersProps {
  tenders: Dashboard['tenders'];
  currency: string;
  /** Said where there is none. */
  none: 'home.tenders_none' | 'shift.no_money';
  /** The figures beside the ring, where there is room. */
  isWide?: boolean;
}

/** Money by tender: all of it as a ring, and each tender with its figure. */
export function Tenders({ tenders, currency, none, isWide }: TendersProps) {
  const { formatNumber } = useIntl();
  const amounts = tenders.map(({ amount }) => amount);
  const shares = sharesOf(amounts.map(({ amount }) => amount));
  if (tenders.length === 0) return <NothingYet id={none} />;
  return (
    <div className={cx(styles.tenders, isWide && styles.wide)}>
      <div className={styles.ring}>
        <Ring shares={shares} />
        <div className={styles.centre}>
          <Money value={sum(amounts, currency)} className={styles.whole} />
          <span className={styles.quiet}>
            <FormattedMessage id="home.taken" />
          </span>
        </div>
      </div>
      <ul className={styles.rows}>
        {tenders.map(({ tender, name, amount, count }, index) => (
          <li key={tender} className={styles.row}>
            <span className={styles[`key${Math.min(index, 3)}`]} />
            <span className={styles.tender}>
              {name}
              <span className={styles.quiet}>
                <FormattedMessage id="home.times" values={{ count }} />
              </span>
            </span>
            <Money value={amount} className={styles.strong} />
            <span className={`${styles.quiet} num`}>
              {formatNumber(shares[index]!, { style: 'percent' })}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}
