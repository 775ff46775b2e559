import { FormattedMessage } from 'react-intl';
import type { JournalEntry } from '../../api/types';
import { Card, DateTime, Money } from '../../design';
import { Balanced } from '../shared/Balanced';
import { Link } from '../shared/Link';
import ledger from '../shared/Ledger.module.css';
import { creditOf, debitOf, isBalanced } from './agreement';
import styles from './JournalCard.module.css';

/** What the accountant sees of it: each entry with its postings, and that both sides are the same. */
export function JournalCard({
  entries,
  currency,
  className,
}: {
  entries: readonly JournalEntry[];
  currency: string;
  className?: string;
}) {
  return (
    <Card
      flush
      id="journal"
      className={className}
      title={<FormattedMessage id="order.journal" />}
      action={
        entries.length > 0 && (
          <Balanced isBalanced={entries.every((entry) => isBalanced(entry, currency))} />
        )
      }
    >
      {entries.length === 0 ? (
        <p className={styles.none}>
          <FormattedMessage id="order.journal_none" />
        </p>
      ) : (
        <table className={ledger.table}>
          <thead>
            <tr>
              <th scope="col">
                <FormattedMessage id="books.account" />
              </th>
              <th scope="col" className={ledger.end}>
                <FormattedMessage id="books.debit" />
              </th>
              <th scope="col" className={ledger.end}>
                <FormattedMessage id="books.credit" />
              </th>
            </tr>
          </thead>
          {entries.map((entry) => (
            <Entry key={entry.id} entry={entry} currency={currency} />
          ))}
        </table>
      )}
    </Card>
  );
}

function Entry({ entry, currency }: { entry: JournalEntry; currency: string }) {
  return (
    <tbody className={styles.entry}>
      <tr className={styles.head}>
        <th scope="rowgroup">
          <Link to={`/books?entry=${entry.id}`} plain>
            <FormattedMessage id={`entry.${entry.kind}`} />
          </Link>{' '}
          <DateTime value={entry.business_date} look="date" className={styles.date} />
        </th>
        <td className={ledger.end}>
          <Money value={debitOf(entry, currency)} />
        </td>
        <td className={ledger.end}>
          <Money value={creditOf(entry, currency)} />
        </td>
      </tr>
      {entry.postings.map(({ line_no, account, account_name, debit, credit }) => (
        <tr key={line_no}>
          <th scope="row">
            <Link to={`/books?account=${account}`} plain className={styles.account}>
              <span className={`${styles.code} num`}>{account}</span>
              {account_name}
            </Link>
          </th>
          <td className={ledger.end}>{debit && <Money value={debit} />}</td>
          <td className={ledger.end}>{credit && <Money value={credit} />}</td>
        </tr>
      ))}
    </tbody>
  );
}
