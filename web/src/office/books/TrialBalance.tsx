import { useQuery, keepPreviousData } from '@tanstack/react-query';
import { FormattedMessage } from 'react-intl';
import { trialBalanceQuery } from '../../api/queries';
import type { Money as MoneyValue, TrialBalance as Balance } from '../../api/types';
import { ErrorState, FilterBar, Loading, Money, Skeleton, cx } from '../../design';
import { isZero } from '../shared/amounts';
import { Balanced } from '../shared/Balanced';
import { Link } from '../shared/Link';
import { PeriodFilter } from '../shared/PeriodFilter';
import { useFilters } from '../shared/use-filters';
import ledger from '../shared/Ledger.module.css';
import shared from '../shared/shared.module.css';
import styles from './Books.module.css';

/** What each account holds; debit and credit are the same to the last minor unit. */
export function TrialBalance() {
  const [{ from, to }, setFilters] = useFilters(['from', 'to']);
  const { data, error, refetch, isFetching, isPlaceholderData } = useQuery({
    ...trialBalanceQuery({ from, to }),
    placeholderData: keepPreviousData,
  });
  return (
    <>
      <FilterBar>
        <PeriodFilter value={{ from, to }} onChange={setFilters} />
      </FilterBar>
      {data ? (
        <div className={cx(styles.sheet, isPlaceholderData && shared.stale)}>
          <Sheet balance={data} />
        </div>
      ) : error ? (
        <ErrorState error={error} onRetry={() => void refetch()} isRetrying={isFetching} />
      ) : (
        <Loading>
          <Skeleton height="480px" className={styles.block} />
        </Loading>
      )}
    </>
  );
}

/** Debit and credit on a line of their own, where there is no room for their columns. */
function Sides({ debit, credit }: { debit: MoneyValue; credit: MoneyValue }) {
  return (
    <span className={styles.sides}>
      {!isZero(debit) && (
        <span>
          <FormattedMessage id="books.debit_short" /> <Money value={debit} />
        </span>
      )}
      {!isZero(credit) && (
        <span>
          <FormattedMessage id="books.credit_short" /> <Money value={credit} />
        </span>
      )}
    </span>
  );
}

function Sheet({ balance }: { balance: Balance }) {
  const isBalanced = balance.total_debit.amount === balance.total_credit.amount;
  return (
    <table className={cx(ledger.table, styles.balances)}>
      <thead>
        <tr>
          <th scope="col">
            <FormattedMessage id="books.account" />
          </th>
          <th scope="col" className={ledger.medium}>
            <FormattedMessage id="books.kind" />
          </th>
          <th scope="col" className={`${ledger.end} ${ledger.medium}`}>
            <FormattedMessage id="books.debit" />
          </th>
          <th scope="col" className={`${ledger.end} ${ledger.medium}`}>
            <FormattedMessage id="books.credit" />
          </th>
          <th scope="col" className={ledger.end}>
            <FormattedMessage id="books.balance" />
          </th>
        </tr>
      </thead>
      <tbody>
        {balance.accounts.map((account) => (
          <tr key={account.code}>
            <th scope="row">
              <Link to={`/books?account=${account.code}`} plain>
                <span className={`${styles.code} num`}>{account.code}</span>
                {account.name}
              </Link>
              <Sides debit={account.debit} credit={account.credit} />
            </th>
            <td className={cx(ledger.medium, styles.kind, shared.muted)}>
              <FormattedMessage id={`account.${account.kind}`} />
            </td>
            <td className={`${ledger.end} ${ledger.medium}`}>
              {!isZero(account.debit) && <Money value={account.debit} />}
            </td>
            <td className={`${ledger.end} ${ledger.medium}`}>
              {!isZero(account.credit) && <Money value={account.credit} />}
            </td>
            <td className={cx(ledger.end, shared.strong)}>
              <Money
                value={account.balance}
                className={isZero(account.balance) ? shared.faint : undefined}
              />
            </td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">
            <FormattedMessage id="books.sum" />
            <Sides debit={balance.total_debit} credit={balance.total_credit} />
          </th>
          <td className={ledger.medium} />
          <td className={`${ledger.end} ${ledger.medium}`} data-total="debit">
            <Money value={balance.total_debit} />
          </td>
          <td className={`${ledger.end} ${ledger.medium}`} data-total="credit">
            <Money value={balance.total_credit} />
          </td>
          <td className={ledger.end}>
            <Balanced isBalanced={isBalanced} />
          </td>
        </tr>
      </tfoot>
    </table>
  );
}
