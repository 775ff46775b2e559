import { useInfiniteQuery } from '@tanstack/react-query';
import { ReceiptText, SearchX } from 'lucide-react';
import { Button as AriaButton } from 'react-aria-components/Button';
import { FormattedMessage, useIntl } from 'react-intl';
import { ordersQuery } from '../../api/queries';
import { Badge } from '../../design/Badge';
import { Button } from '../../design/Button';
import { cx } from '../../design/cx';
import { SearchField } from '../../design/Field';
import { Loading, Skeleton } from '../../design/Skeleton';
import { EmptyState, ErrorState } from '../../design/States';
import { DateTime, Money } from '../../design/values';
import { Rows } from '../Rows';
import styles from './Refund.module.css';

export interface FindOrderProps {
  search: string;
  onSearch: (search: string) => void;
  selected: string | null;
  onSelect: (orderId: string) => void;
}

/** The last sales, or those of a receipt number, typed or scanned. */
export function FindOrder({ search, onSearch, selected, onSelect }: FindOrderProps) {
  const { formatMessage } = useIntl();
  const asked = search.trim();
  const { data, error, isPending, isFetching, isFetchingNextPage, hasNextPage, ...orders } =
    useInfiniteQuery({
      ...ordersQuery({ state: 'completed', ...(asked && { search: asked }), limit: 30 }),
      placeholderData: (before) => before,
    });
  const found = data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <Rows className={styles.rows}>
      <div className={styles.search}>
        <SearchField
          label={formatMessage({ id: 'register.refund.search' })}
          value={search}
          onChange={onSearch}
          autoFocus
          isPageSearch
          onSubmit={() => {
            if (found[0] && asked && !isFetching) onSelect(found[0].id);
          }}
        />
      </div>
      <div className={styles.list}>
        {error && !data ? (
          <ErrorState error={error} onRetry={() => void orders.refetch()} isRetrying={isFetching} />
        ) : isPending ? (
          <Loading>
            <div className={styles.skeletons}>
              {Array.from({ length: 7 }, (_, at) => (
                <Skeleton key={at} width="100%" height="60px" />
              ))}
            </div>
          </Loading>
        ) : found.length === 0 ? (
          <EmptyState
            icon={asked ? <SearchX aria-hidden="true" /> : <ReceiptText aria-hidden="true" />}
            title={
              asked ? (
                <FormattedMessage id="register.refund.not_found" values={{ search: asked }} />
              ) : (
                <FormattedMessage id="register.refund.no_sales" />
              )
            }
          >
            <FormattedMessage id="register.refund.not_found_text" />
          </EmptyState>
        ) : (
          <ul>
            {found.map((order) => (
              <li key={order.id}>
                <AriaButton
                  data-row=""
                  aria-pressed={order.id === selected}
                  className={cx(styles.order, order.id === selected && styles.selected)}
                  onPress={() => onSelect(order.id)}
                >
                  <span className={styles.number}>{order.number}</span>
                  <Money value={order.total} className={styles.orderTotal} />
                  <span className={styles.orderNote}>
                    <DateTime value={order.happened_at} />
                    {order.customer_name && ` · ${order.customer_name}`}
                  </span>
                  {order.refund_state !== 'none' && (
                    <span className={styles.orderState}>
                      <Badge tone={order.refund_state === 'full' ? 'neutral' : 'warning'}>
                        <FormattedMessage id={`register.refund.state.${order.refund_state}`} />
                      </Badge>
                    </span>
                  )}
                </AriaButton>
              </li>
            ))}
          </ul>
        )}
        {hasNextPage && (
          <div className={styles.moreOrders}>
            <Button isPending={isFetchingNextPage} onPress={() => void orders.fetchNextPage()}>
              <FormattedMessage id="register.refund.more" />
            </Button>
          </div>
        )}
      </div>
    </Rows>
  );
}
