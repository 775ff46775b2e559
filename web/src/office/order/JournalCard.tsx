import { FormattedMessage } from 'react-intl';
import type { JournalEntry } from '../../api/types';
import { Card, DateTime } from '../../design';
import { Balanced } from '../shared/Balanced';
import { Link } from '../shared/Link';
import { Postings } from '../shared/Postings';
import { isBalanced } from './agreement';
import styles from './Cards.module.css';

/** What the accountant sees of it. */
export function JournalCard({
  entries,
  currency,
}: {
  entries: readonly JournalEntry[];
  currency: string;
}) {
  return (
    <Card
      flush
      id="journal"
      title={<FormattedMessage id="order.journal" />}
      action={
        entries.length > 0 && (
          <Balanced isBalanced={entries.every((entry) => isBalanced(entry, currency))} />
        )
      }
    >
      {entries.length === 0 ? (
        <p className={`${styles.none} ${styles.padded}`}>
          <FormattedMessage id="order.journal_none" />
        </p>
      ) : (
        entries.map((entry) => (
          <section key={entry.id} className={styles.entry}>
            <h3 className={styles.entryTitle}>
              <Link to={`/books?entry=${entry.id}`} plain>
                <FormattedMessage id={`entry.${entry.kind}`} />
              </Link>
              <span className={styles.quiet}>
                <DateTime value={entry.business_date} look="date" />
              </span>
            </h3>
            <Postings entry={entry} currency={currency} />
          </section>
        ))
      )}
    </Card>
  );
}
