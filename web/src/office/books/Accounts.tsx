import { useQuery } from '@tanstack/react-query';
import { FormattedMessage } from 'react-intl';
import { accountsQuery } from '../../api/queries';
import type { Account } from '../../api/types';
import { Card, ErrorState, Loading, Skeleton } from '../../design';
import { Link } from '../shared/Link';
import styles from './Books.module.css';

const KINDS = ['asset', 'liability', 'equity', 'revenue', 'expense'] as const;

/** The chart of accounts by kind; each leads to its entries. */
export function Accounts() {
  const { data, error, refetch, isFetching } = useQuery(accountsQuery);
  if (data) {
    return (
      <div className={styles.chart}>
        {KINDS.map((kind) => (
          <Kind key={kind} kind={kind} accounts={data.items.filter((one) => one.kind === kind)} />
        ))}
      </div>
    );
  }
  return error ? (
    <ErrorState error={error} onRetry={() => void refetch()} isRetrying={isFetching} />
  ) : (
    <Loading>
      <Skeleton height="480px" className={styles.block} />
    </Loading>
  );
}

function Kind({ kind, accounts }: { kind: (typeof KINDS)[number]; accounts: readonly Account[] }) {
  if (accounts.length === 0) return null;
  return (
    <Card title={<FormattedMessage id={`account.${kind}`} />}>
      <ul className={styles.accounts}>
        {accounts.map(({ code, name }) => (
          <li key={code}>
            <Link to={`/books?account=${code}`} plain className={styles.account}>
              <span className={`${styles.code} num`}>{code}</span>
              {name}
            </Link>
          </li>
        ))}
      </ul>
    </Card>
  );
}
