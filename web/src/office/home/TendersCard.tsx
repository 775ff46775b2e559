import { FormattedMessage, useIntl } from 'react-intl';
import type { Dashboard } from '../../api/types';
import { Card, Money } from '../../design';
import { TenderIcon } from '../shared/states';
import { sharesOf } from './figures';
import { NothingYet } from './NothingYet';
import styles from './Home.module.css';

/** How the day was paid: one bar of all tenders, and each with its figure. */
export function TendersCard({ tenders }: { tenders: Dashboard['tenders'] }) {
  const { formatNumber } = useIntl();
  const shares = sharesOf(tenders.map(({ amount }) => amount.amount));
  return (
    <Card title={<FormattedMessage id="home.tenders" />}>
      {tenders.length === 0 ? (
        <NothingYet id="home.tenders_none" />
      ) : (
        <>
          <div className={styles.shares} aria-hidden="true">
            {tenders.map(({ tender }, index) => (
              <span
                key={tender}
                className={styles[`share${Math.min(index, 3)}`]}
                style={{ flexGrow: Math.max(shares[index]!, 0.004) }}
              />
            ))}
          </div>
          <ul className={styles.rows}>
            {tenders.map(({ tender, name, amount, count }, index) => (
              <li key={tender} className={styles.row}>
                <span className={styles[`key${Math.min(index, 3)}`]} />
                <span className={styles.tender}>
                  <TenderIcon tender={tender} />
                  {name}
                </span>
                <span className={styles.quiet}>
                  <FormattedMessage id="home.times" values={{ count }} />
                </span>
                <span className={styles.rowEnd}>
                  <Money value={amount} className={styles.strong} />
                  <span className={styles.percent}>
                    {formatNumber(shares[index]!, { style: 'percent' })}
                  </span>
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
    </Card>
  );
}
