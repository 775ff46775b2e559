import { useQuery } from '@tanstack/react-query';
import { BookOpenText, X } from 'lucide-react';
import { useMemo } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import { accountsQuery } from '../../api/queries';
import {
  Button,
  DateTime,
  EmptyState,
  FilterBar,
  Money,
  Select,
  Table,
  type Column,
} from '../../design';
import { Link } from '../shared/Link';
import { ListTable } from '../shared/ListTable';
import { PeriodFilter } from '../shared/PeriodFilter';
import { ReceiptLink } from '../shared/ReceiptLink';
import { journalSource } from '../shared/sources';
import { useFilters } from '../shared/use-filters';
import { useList } from '../shared/use-list';
import { DownloadMenu } from './DownloadMenu';
import { rowsOf, type JournalRow } from './rows';
import shared from '../shared/shared.module.css';
import styles from './Books.module.css';

/** Entries in the order they were booked, newest first, each with all its postings. */
export function Journal() {
  const { formatMessage } = useIntl();
  const [{ account, from, to, entry }, setFilters] = useFilters(['account', 'from', 'to', 'entry']);
  const { data: accounts } = useQuery(accountsQuery);
  const source = useMemo(
    () => journalSource({ account, from, to, source_id: entry }),
    [account, from, to, entry],
  );
  const list = useList(source);
  const rows = useMemo(() => list.rows && rowsOf(list.rows), [list.rows]);
  const isFiltered = !!(account || from || to || entry);
  const clear = (
    <Button
      icon={<X aria-hidden="true" />}
      onPress={() => setFilters({ account: null, from: null, to: null, entry: null })}
    >
      <FormattedMessage id="list.clear" />
    </Button>
  );
  const empty = (
    <EmptyState
      icon={<BookOpenText aria-hidden="true" />}
      title={<FormattedMessage id={isFiltered ? 'books.none' : 'books.empty'} />}
      action={isFiltered && clear}
    >
      <FormattedMessage id={isFiltered ? 'books.none_text' : 'books.empty_text'} />
    </EmptyState>
  );

  return (
    <>
      <FilterBar>
        <Select
          quiet
          hideLabel
          label={formatMessage({ id: 'books.account' })}
          value={account ?? 'all'}
          onChange={(code) => setFilters({ account: code === 'all' ? null : code })}
          options={[
            { value: 'all', label: formatMessage({ id: 'books.any_account' }) },
            ...(accounts?.items ?? []).map(({ code, name }) => ({
              value: code,
              label: `${code} ${name}`,
            })),
          ]}
        />
        <PeriodFilter value={{ from, to }} onChange={setFilters} />
        {isFiltered && clear}
        <DownloadMenu from={from} to={to} />
      </FilterBar>
      {list.rows && list.rows.length > 0 ? (
        <Table
          label={formatMessage({ id: 'books.part.journal' })}
          rows={rows}
          rowKey={({ id }) => id}
          columns={COLUMNS}
          rowHeight={40}
          compactHeight={40}
          renderCompact={(row) => <Compact row={row} />}
          rowClass={(row) => (row.head ? styles.entryHead : styles.posting)}
          hasMore={list.hasMore}
          onLoadMore={list.loadMore}
          className={list.isStale ? shared.stale : undefined}
        />
      ) : (
        // Loading, empty and error are those of every list.
        <ListTable
          label={formatMessage({ id: 'books.part.journal' })}
          list={list}
          source={source}
          columns={[]}
          empty={empty}
        />
      )}
    </>
  );
}

const COLUMNS: Column<JournalRow>[] = [
  {
    id: 'what',
    name: 'books.entry',
    width: 'minmax(0, 1fr)',
    cell: (row) =>
      row.head ? (
        <Head row={row} />
      ) : (
        <Link to={`/books?account=${row.posting.account}`} plain className={styles.account}>
          <span className={`${styles.code} num`}>{row.posting.account}</span>
          {row.posting.account_name}
        </Link>
      ),
  },
  {
    id: 'debit',
    name: 'books.debit',
    width: 'minmax(72px, 120px)',
    align: 'end',
    cell: (row) => !row.head && row.posting.debit && <Money value={row.posting.debit} />,
  },
  {
    id: 'credit',
    name: 'books.credit',
    width: 'minmax(72px, 120px)',
    align: 'end',
    cell: (row) => !row.head && row.posting.credit && <Money value={row.posting.credit} />,
  },
];

/** A row on a phone: one figure, and the side it stands on. */
function Compact({ row }: { row: JournalRow }) {
  if (row.head) return <Head row={row} />;
  const { account, account_name, debit, credit } = row.posting;
  return (
    <span className={styles.compact}>
      <Link to={`/books?account=${account}`} plain className={styles.compactName}>
        <span className={`${styles.code} num`}>{account}</span>
        {account_name}
      </Link>
      <Money value={debit ?? credit} />
      <span className={styles.side}>
        <FormattedMessage id={debit ? 'books.debit_short' : 'books.credit_short'} />
      </span>
    </span>
  );
}

function Head({ row: { entry } }: { row: JournalRow }) {
  return (
    <span className={styles.head}>
      <DateTime value={entry.business_date} look="date" className={styles.date} />
      <FormattedMessage id={`entry.${entry.kind}`} />
      {entry.receipt && <ReceiptLink receipt={entry.receipt} />}
    </span>
  );
}
