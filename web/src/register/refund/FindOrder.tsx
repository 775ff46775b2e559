import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { CalendarX2, PackageOpen, ReceiptText, SearchX, UserRoundX } from 'lucide-react';
import { Button as AriaButton } from 'react-aria-components/Button';
import { FormattedMessage, useIntl } from 'react-intl';
import { ordersQuery } from '../../api/queries';
import type { OrderSummary } from '../../api/types';
import { Badge } from '../../design/Badge';
import { Button, IconButton } from '../../design/Button';
import { cx } from '../../design/cx';
import { DatePicker } from '../../design/DatePicker';
import { SearchField, TextField } from '../../design/Field';
import { Loading, Skeleton } from '../../design/Skeleton';
import { EmptyState, ErrorState } from '../../design/States';
import { Tabs } from '../../design/Tabs';
import { DateTime, Money } from '../../design/values';
import { cardName } from '../../lib/card';
import { filterOf, WAYS, type Search } from '../model/find-order';
import { Rows } from '../Rows';
import { useTill } from '../state/till';
import { FindCustomer } from './FindCustomer';
import styles from './Refund.module.css';

export interface FindOrderProps {
  search: Search;
  onSearch: (search: Search) => void;
  selected: string | null;
  onSelect: (orderId: string) => void;
  onWithout: () => void;
}

/** The last sales, or those of a receipt, a card, a serial number or a customer. */
export function FindOrder({ search, onSearch, selected, onSelect, onWithout }: FindOrderProps) {
  const { formatMessage } = useIntl();
  const { currency } = useTill();
  const { way, text, customer, day, amount } = search;
  const [isTried, setTried] = useState(false);
  const filter = filterOf(search, currency);
  const orders = useInfiniteQuery({
    ...ordersQuery({ state: 'completed', ...filter, limit: 30 }),
    enabled: filter !== null,
    placeholderData: (before) => before,
  });
  const found = filter === null ? [] : (orders.data?.pages.flatMap(({ items }) => items) ?? []);
  const change = (next: Partial<Search>) => {
    setTried(false);
    onSearch({ ...search, ...next });
  };
  const isCustomerAsked = way === 'customer' && customer === null;
  const field = (
    <SearchField
      key={way}
      label={formatMessage({ id: `register.refund.search.${way}` })}
      value={text}
      onChange={(next) => change({ text: next })}
      autoFocus
      isPageSearch
      inputMode={way === 'card' ? 'numeric' : undefined}
      maxLength={way === 'card' ? 4 : undefined}
      onSubmit={() => {
        setTried(true);
        if (found[0] && (text.trim() || amount.trim()) && !orders.isFetching) onSelect(found[0].id);
      }}
    />
  );
  return (
    <Rows className={styles.rows}>
      <div className={styles.search}>
        <Tabs
          label={formatMessage({ id: 'register.refund.by' })}
          look="segmented"
          className={styles.choices}
          selected={way}
          onSelect={(next) =>
            change({ way: next, text: '', customer: null, day: null, amount: '' })
          }
          tabs={WAYS.map((key) => ({
            key,
            label: <FormattedMessage id={`register.refund.by.${key}`} />,
          }))}
        />
        {customer ? (
          <div className={styles.chosen}>
            <span>{customer.name}</span>
            <IconButton
              label={formatMessage({ id: 'register.customer.remove' }, { name: customer.name })}
              onPress={() => change({ customer: null })}
            >
              <UserRoundX aria-hidden="true" />
            </IconButton>
          </div>
        ) : (
          field
        )}
        {way === 'card' && (
          <div className={styles.day}>
            <TextField
              label={formatMessage({ id: 'register.refund.amount' }, { currency })}
              inputMode="decimal"
              autoComplete="off"
              value={amount}
              onChange={(next) => change({ amount: next })}
            />
            <DatePicker
              label={formatMessage({ id: 'register.refund.day' })}
              value={day}
              onChange={(next) => change({ day: next })}
            />
            {day && (
              <IconButton
                label={formatMessage({ id: 'register.refund.any_day' })}
                onPress={() => change({ day: null })}
              >
                <CalendarX2 aria-hidden="true" />
              </IconButton>
            )}
          </div>
        )}
      </div>
      {isCustomerAsked ? (
        <FindCustomer search={text} onChoose={(next) => change({ customer: next })} />
      ) : filter === null ? (
        <EmptyState
          icon={<ReceiptText aria-hidden="true" />}
          title={<FormattedMessage id={`register.refund.how.${way}`} />}
        >
          <span role={isTried ? 'alert' : undefined}>
            <FormattedMessage id={`register.refund.how_text.${way}`} />
          </span>
        </EmptyState>
      ) : (
        <FoundOrders
          {...{ orders, found, selected, onSelect }}
          asked={customer?.name ?? (text.trim() || amount.trim())}
        />
      )}
      <div className={styles.without}>
        <Button size="lg" block icon={<PackageOpen aria-hidden="true" />} onPress={onWithout}>
          <FormattedMessage id="register.without" />
        </Button>
      </div>
    </Rows>
  );
}

interface FoundOrdersProps {
  orders: ReturnType<typeof useInfiniteQuery>;
  found: readonly OrderSummary[];
  /** What was asked for, in the cashier's own words. */
  asked: string;
  selected: string | null;
  onSelect: (orderId: string) => void;
}

function FoundOrders({ orders, found, asked, selected, onSelect }: FoundOrdersProps) {
  const { data, error, isPending, isFetching, isFetchingNextPage, hasNextPage } = orders;
  return (
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
                  {order.cards.map((card) => ` · ${cardName(card)}`)}
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
  );
}
