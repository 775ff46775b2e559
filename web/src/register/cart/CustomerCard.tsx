import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Pencil, ReceiptText, UsersRound } from 'lucide-react';
import { FormattedMessage, useIntl } from 'react-intl';
import { customerGroupsQuery, customerOrdersQuery, customerQuery } from '../../api/queries';
import type { Customer, Id } from '../../api/types';
import { Button } from '../../design/Button';
import { Loading, Skeleton } from '../../design/Skeleton';
import { EmptyState, ErrorState } from '../../design/States';
import { DateTime, Money } from '../../design/values';
import { useTill } from '../state/till';
import { Panel } from './Panel';
import cart from './Cart.module.css';
import styles from './CustomerCard.module.css';

export interface CustomerCardProps {
  id: Id;
  onChange: (customer: Customer) => void;
  onOther: () => void;
}

/** The customer of the sale: how they are reached, what they like, and what they bought. */
export function CustomerCard({ id, onChange, onOther }: CustomerCardProps) {
  const { formatMessage } = useIntl();
  const { data: customer, error, refetch, isFetching } = useQuery(customerQuery(id));
  return (
    <Panel
      title={customer?.name ?? formatMessage({ id: 'register.customer' })}
      footer={
        <div className={styles.buttons}>
          <Button
            size="lg"
            icon={<Pencil aria-hidden="true" />}
            isDisabled={!customer}
            onPress={() => customer && onChange(customer)}
          >
            <FormattedMessage id="register.customer.change" />
          </Button>
          <Button size="lg" icon={<UsersRound aria-hidden="true" />} onPress={onOther}>
            <FormattedMessage id="register.customer.other" />
          </Button>
        </div>
      }
    >
      {customer ? (
        <>
          <Facts customer={customer} />
          <History id={id} />
        </>
      ) : error ? (
        <ErrorState error={error} onRetry={() => void refetch()} isRetrying={isFetching} />
      ) : (
        <Lines count={6} />
      )}
    </Panel>
  );
}

function Lines({ count }: { count: number }) {
  return (
    <Loading>
      <div className={cart.form}>
        {Array.from({ length: count }, (_, at) => (
          <Skeleton key={at} width="100%" height="44px" />
        ))}
      </div>
    </Loading>
  );
}

function Facts({ customer }: { customer: Customer }) {
  const { data: groups } = useQuery(customerGroupsQuery);
  const { location } = useTill();
  const group = groups?.items.find(({ id }) => id === customer.group_id);
  const reached = [customer.phone, customer.email].filter(Boolean).join(' · ');
  return (
    <>
      <p className={styles.reached}>
        {reached || <FormattedMessage id="customer.no_contact" />}
        {group && <span className={styles.group}>{group.name}</span>}
      </p>
      <dl className={styles.figures}>
        <div>
          <dt>
            <FormattedMessage id="customer.spent" />
          </dt>
          <dd>
            <Money value={customer.spent} />
          </dd>
        </div>
        <div>
          <dt>
            <FormattedMessage id="customer.orders_count" />
          </dt>
          <dd className="num">{customer.orders_count}</dd>
        </div>
        <div>
          <dt>
            <FormattedMessage id="register.customer.last_visit" />
          </dt>
          <dd>
            <DateTime value={customer.last_order_at} look="date" timeZone={location?.time_zone} />
          </dd>
        </div>
      </dl>
      {(['preferences', 'note'] as const).map(
        (what) =>
          customer[what] && (
            <section key={what} className={styles.words}>
              <h3>
                <FormattedMessage id={`customer.${what}`} />
              </h3>
              <p>{customer[what]}</p>
            </section>
          ),
      )}
    </>
  );
}

function History({ id }: { id: Id }) {
  const { formatMessage } = useIntl();
  const { location } = useTill();
  const { data, error, refetch, isFetching } = useInfiniteQuery(customerOrdersQuery(id));
  if (error && !data) {
    return <ErrorState error={error} onRetry={() => void refetch()} isRetrying={isFetching} />;
  }
  if (!data) return <Lines count={3} />;
  const orders = data.pages[0]!.items.slice(0, 20);
  if (orders.length === 0) {
    return (
      <EmptyState
        icon={<ReceiptText aria-hidden="true" />}
        title={<FormattedMessage id="register.customer.known_none" />}
      />
    );
  }
  return (
    <section className={styles.words}>
      <h3>
        <FormattedMessage id="register.customer.history" />
      </h3>
      <ul className={styles.orders} aria-label={formatMessage({ id: 'register.customer.history' })}>
        {orders.map((order) => (
          <li key={order.id}>
            <span>
              <DateTime value={order.happened_at} look="date" timeZone={location?.time_zone} />
              <span className={styles.small}>
                {[
                  order.number,
                  formatMessage({ id: 'register.lines' }, { count: order.line_count }),
                ]
                  .filter(Boolean)
                  .join(' · ')}
              </span>
            </span>
            <Money value={order.total} />
          </li>
        ))}
      </ul>
    </section>
  );
}
