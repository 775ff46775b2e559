import type { ReactNode } from 'react';
import { ErrorState, Table, cx, type TableProps } from '../../design';
import type { List, ListSource } from './use-list';
import styles from './shared.module.css';

export interface ListTableProps<Row> extends Omit<
  TableProps<Row>,
  'rows' | 'rowKey' | 'hasMore' | 'onLoadMore' | 'empty'
> {
  list: List<Row>;
  source: ListSource<Row>;
  empty: ReactNode;
}

/** A live list as a table, with its loading, empty and error states. */
export function ListTable<Row>({ list, source, empty, className, ...props }: ListTableProps<Row>) {
  // What is known stays on the screen while the server is away.
  if (list.error && !list.rows) {
    return (
      <ErrorState
        error={list.error}
        onRetry={list.retry}
        isRetrying={list.isFetching}
        className={styles.stage}
      />
    );
  }
  return (
    <Table
      {...props}
      rows={list.rows}
      rowKey={source.id}
      hasMore={list.hasMore}
      onLoadMore={list.loadMore}
      empty={<div className={styles.stage}>{empty}</div>}
      className={cx(list.isStale && styles.stale, className)}
    />
  );
}
