import { queryOptions, useQuery } from '@tanstack/react-query';
import { useDeferredValue, useRef, useState } from 'react';
import { UserRoundPlus, UsersRound } from 'lucide-react';
import { Button as AriaButton } from 'react-aria-components/Button';
import { FormattedMessage, useIntl } from 'react-intl';
import { api, call } from '../../api/client';
import { askNow } from '../../api/query-client';
import type { Customer } from '../../api/types';
import { Button } from '../../design/Button';
import { SearchField } from '../../design/Field';
import { Loading, Skeleton } from '../../design/Skeleton';
import { EmptyState, ErrorState } from '../../design/States';
import { Money } from '../../design/values';
import { useTill } from '../state/till';
import { CustomerCard } from './CustomerCard';
import { CustomerForm } from './CustomerForm';
import { Panel } from './Panel';
import styles from './Cart.module.css';

const customersQuery = (search: string) =>
  queryOptions({
    queryKey: ['customers', 'till', search],
    queryFn: ({ signal }) =>
      call(
        api.GET('/v1/customers', {
          params: { query: { ...(search && { search }), limit: 20 } },
          signal,
        }),
      ),
  });

/** The customer of the sale; without one, or for another, find them or add them on the spot. */
export function CustomerPanel() {
  const { cart, dispatch, setPanel } = useTill();
  const [shown, setShown] = useState<'card' | 'search' | Customer>('card');

  function take({ id, name, email, phone }: Customer): void {
    dispatch({ type: 'set-customer', customer: { id, name, email, phone } });
    setPanel('lines');
  }

  if (typeof shown === 'object') {
    return <CustomerForm customer={shown} onTaken={take} onBack={() => setShown('card')} />;
  }
  if (cart.customer && shown === 'card') {
    const { id } = cart.customer;
    return <CustomerCard id={id} onChange={setShown} onOther={() => setShown('search')} />;
  }
  return <FindCustomer onTaken={take} />;
}

/** By name, telephone or e-mail. */
function FindCustomer({ onTaken: take }: { onTaken: (customer: Customer) => void }) {
  const { formatMessage } = useIntl();
  const [search, setSearch] = useState('');
  const [isCreating, setCreating] = useState(false);
  const list = useRef<HTMLUListElement>(null);
  const asked = useDeferredValue(search.trim());
  const { data, error, isPending, isFetching, refetch } = useQuery({
    ...customersQuery(asked),
    placeholderData: (before) => before,
  });
  const customers = data?.items ?? [];

  /** Enter: the only one found, on to those found, or a new one. It waits for the answer. */
  async function submit(): Promise<void> {
    const found = await askNow(customersQuery(search.trim())).catch(() => null);
    if (!found) return;
    if (found.items.length === 0) setCreating(true);
    else if (found.items.length === 1) take(found.items[0]!);
    else list.current?.querySelector<HTMLElement>('[data-row]')?.focus();
  }

  if (isCreating) {
    return <CustomerForm searched={search} onTaken={take} onBack={() => setCreating(false)} />;
  }
  return (
    <Panel
      title={formatMessage({ id: 'register.customer' })}
      footer={
        <Button
          size="lg"
          block
          icon={<UserRoundPlus aria-hidden="true" />}
          onPress={() => setCreating(true)}
        >
          {search.trim() ? (
            <FormattedMessage id="register.customer.create" values={{ name: search.trim() }} />
          ) : (
            <FormattedMessage id="register.customer.new" />
          )}
        </Button>
      }
    >
      <SearchField
        label={formatMessage({ id: 'register.customer.search' })}
        value={search}
        onChange={setSearch}
        autoFocus
        onSubmit={() => void submit()}
      />
      {error && !data ? (
        <ErrorState error={error} onRetry={() => void refetch()} isRetrying={isFetching} />
      ) : isPending ? (
        <Loading>
          <div className={styles.form}>
            {Array.from({ length: 5 }, (_, at) => (
              <Skeleton key={at} width="100%" height="52px" />
            ))}
          </div>
        </Loading>
      ) : customers.length === 0 ? (
        <EmptyState
          icon={<UsersRound aria-hidden="true" />}
          title={<FormattedMessage id="register.customer.none" />}
        >
          <FormattedMessage id="register.customer.none_text" />
        </EmptyState>
      ) : (
        <ul ref={list} className={styles.results}>
          {customers.map((customer) => (
            <li key={customer.id}>
              <AriaButton data-row="" className={styles.result} onPress={() => take(customer)}>
                <span className={styles.resultName}>{customer.name}</span>
                <span className={styles.resultNote}>
                  {[customer.phone, customer.email].filter(Boolean).join(' · ') || (
                    <FormattedMessage id="customer.no_contact" />
                  )}
                </span>
                <span className={styles.resultEnd}>
                  <Money value={customer.spent} />
                  <br />
                  <FormattedMessage
                    id="register.customer.orders"
                    values={{ count: customer.orders_count }}
                  />
                </span>
              </AriaButton>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
