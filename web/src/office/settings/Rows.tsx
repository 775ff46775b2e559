import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Card, ErrorState, Loading, Skeleton } from '../../design';
import styles from './Settings.module.css';

/** A short list in a card, with a button that adds to it. */
export function Rows<Item>({
  query,
  title,
  action,
  empty,
  rowKey,
  children,
}: {
  query: UseQueryResult<{ items: readonly Item[] }>;
  title: ReactNode;
  action?: ReactNode;
  empty: ReactNode;
  rowKey: (item: Item) => string;
  children: (item: Item) => ReactNode;
}) {
  const { data, error, refetch, isFetching } = query;
  return (
    <Card flush title={title} action={action} className={styles.narrow}>
      {data ? (
        data.items.length === 0 ? (
          <div className={styles.empty}>{empty}</div>
        ) : (
          <ul className={styles.rows}>
            {data.items.map((item) => (
              <li key={rowKey(item)} className={styles.row}>
                {children(item)}
              </li>
            ))}
          </ul>
        )
      ) : error ? (
        <ErrorState error={error} onRetry={() => void refetch()} isRetrying={isFetching} />
      ) : (
        <Loading>
          <div className={styles.skeleton}>
            {Array.from({ length: 3 }, (_, index) => (
              <Skeleton key={index} height="44px" />
            ))}
          </div>
        </Loading>
      )}
    </Card>
  );
}
