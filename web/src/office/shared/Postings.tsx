import { FormattedMessage } from 'react-intl';
import type { JournalEntry } from '../../api/types';
import { Money } from '../../design';
import { creditOf, debitOf } from '../order/agreement';
import { Link } from './Link';
import ledger from './Ledger.module.css';

/** One journal entry: its accounts, debit and credit, and that both add up to the same. */
export function Postings({ entry, currency }: { entry: JournalEntry; currency: string }) {
  return (
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
      <tbody>
        {entry.postings.map(({ line_no, account, account_name, debit, credit }) => (
          <tr key={line_no}>
            <th scope="row">
              <Link to={`/books?account=${account}`} plain>
                <span className={`${ledger.quiet} num`}>{account}</span> {account_name}
              </Link>
            </th>
            <td className={ledger.end}>{debit && <Money value={debit} />}</td>
            <td className={ledger.end}>{credit && <Money value={credit} />}</td>
          </tr>
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row">
            <FormattedMessage id="books.sum" />
          </th>
          <td className={ledger.end}>
            <Money value={debitOf(entry, currency)} />
          </td>
          <td className={ledger.end}>
            <Money value={creditOf(entry, currency)} />
          </td>
        </tr>
      </tfoot>
    </table>
  );
}
