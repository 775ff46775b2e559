import { queryOptions, useMutation, useQuery } from '@tanstack/react-query';
import { useDeferredValue, useRef, useState } from 'react';
import { UserRoundPlus, UsersRound } from 'lucide-react';
import { Button as AriaButton } from 'react-aria-components/Button';
import { Form } from 'react-aria-components/Form';
import { FormattedMessage, useIntl } from 'react-intl';
import { api, call, idempotent } from '../../api/client';
import { askNow } from '../../api/query-client';
import type { Customer, CustomerInput } from '../../api/types';
import { Button } from '../../design/Button';
import { SearchField, TextField } from '../../design/Field';
import { Loading, Skeleton } from '../../design/Skeleton';
import { EmptyState, ErrorState, ProblemNote } from '../../design/States';
import { Money } from '../../design/values';
import { uuidv7 } from '../../lib/uuid';
import { useIntentKey } from '../state/use-intent-key';
import { useTill } from '../state/till';
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

/** Find the customer by name, telephone or e-mail, or add them on the spot. */
export function CustomerPanel() {
  const { formatMessage } = useIntl();
  const { dispatch, setPanel } = useTill();
  const [search, setSearch] = useState('');
  const [isCreating, setCreating] = useState(false);
  const list = useRef<HTMLUListElement>(null);
  const asked = useDeferredValue(search.trim());
  const { data, error, isPending, isFetching, refetch } = useQuery({
    ...customersQuery(asked),
    placeholderData: (before) => before,
  });
  const customers = data?.items ?? [];

  function take({ id, name, email, phone }: Customer): void {
    dispatch({ type: 'set-customer', customer: { id, name, email, phone } });
    setPanel('lines');
  }

  /** Enter: the only one found, on to those found, or a new one. It waits for the answer. */
  async function submit(): Promise<void> {
    const found = await askNow(customersQuery(search.trim())).catch(() => null);
    if (!found) return;
    if (found.items.length === 0) setCreating(true);
    else if (found.items.length === 1) take(found.items[0]!);
    else list.current?.querySelector<HTMLElement>('[data-row]')?.focus();
  }

  if (isCreating) {
    return <NewCustomer name={search} onCreated={take} onBack={() => setCreating(false)} />;
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
                    <FormattedMessage id="register.customer.no_contact" />
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

interface NewCustomerProps {
  /** What was searched for; digits are taken as a telephone number. */
  name: string;
  onCreated: (customer: Customer) => void;
  onBack: () => void;
}

function NewCustomer({ name: searched, onCreated, onBack }: NewCustomerProps) {
  const { formatMessage } = useIntl();
  const isPhone = /^[\d\s+()/-]+$/.test(searched.trim());
  const isEmail = searched.includes('@');
  const [name, setName] = useState(isPhone || isEmail ? '' : searched.trim());
  const [phone, setPhone] = useState(isPhone ? searched.trim() : '');
  const [email, setEmail] = useState(isEmail ? searched.trim() : '');
  const [isTried, setTried] = useState(false);
  // One customer however often the request has to be sent.
  const [id] = useState(() => uuidv7());
  const keyFor = useIntentKey();
  const create = useMutation({
    mutationFn: ({ key, body }: { key: string; body: CustomerInput }) =>
      call(api.POST('/v1/customers', { body, headers: idempotent(key) })),
    onSuccess: onCreated,
  });
  return (
    <Panel title={formatMessage({ id: 'register.customer.new' })}>
      <Form
        className={styles.form}
        onSubmit={(event) => {
          event.preventDefault();
          setTried(true);
          if (!name.trim()) return;
          const body = {
            ...{ id, name: name.trim() },
            ...(phone.trim() && { phone: phone.trim() }),
            ...(email.trim() && { email: email.trim() }),
          };
          create.mutate({ key: keyFor(body), body });
        }}
      >
        <TextField
          label={formatMessage({ id: 'register.customer.name' })}
          value={name}
          onChange={setName}
          autoFocus
          autoComplete="off"
          maxLength={200}
          error={
            isTried && !name.trim()
              ? formatMessage({ id: 'register.customer.name_needed' })
              : undefined
          }
        />
        <TextField
          label={formatMessage({ id: 'register.customer.phone' })}
          type="tel"
          value={phone}
          onChange={setPhone}
          autoComplete="off"
        />
        <TextField
          label={formatMessage({ id: 'register.customer.email' })}
          type="email"
          value={email}
          onChange={setEmail}
          autoComplete="off"
        />
        {create.error && <ProblemNote error={create.error} />}
        <Button type="submit" variant="primary" size="lg" isPending={create.isPending}>
          <FormattedMessage id="register.customer.save" />
        </Button>
        <Button size="lg" variant="ghost" onPress={onBack}>
          <FormattedMessage id="action.cancel" />
        </Button>
      </Form>
    </Panel>
  );
}
