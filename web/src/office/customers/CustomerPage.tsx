import { useQuery } from '@tanstack/react-query';
import { Pencil, ReceiptText } from 'lucide-react';
import { useMemo, useState } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import { useNavigate, useParams } from 'react-router';
import { customerGroupsQuery, customerQuery } from '../../api/queries';
import type { Customer } from '../../api/types';
import {
  Button,
  Card,
  DateTime,
  EmptyState,
  ErrorState,
  Loading,
  Money,
  Page,
  PageHeader,
  Skeleton,
} from '../../design';
import { OrderCompact, useOrderColumns } from '../orders/columns';
import { shownColumns } from '../shared/columns';
import { BackLink } from '../shared/Link';
import { ListTable } from '../shared/ListTable';
import { customerOrdersSource } from '../shared/sources';
import { useList } from '../shared/use-list';
import { CustomerTax } from './CustomerTax';
import { CustomerDialog } from './CustomerDialog';
import styles from './CustomerPage.module.css';

/** A customer with all they bought. */
export function Component() {
  const { id = '' } = useParams();
  const { formatMessage } = useIntl();
  const { data: customer, error, refetch, isFetching } = useQuery(customerQuery(id));
  const [isEditing, setEditing] = useState(false);
  return (
    <Page fill>
      <PageHeader
        title={customer?.name ?? formatMessage({ id: 'customer.title' })}
        back={
          <BackLink to="/customers">
            <FormattedMessage id="customers.title" />
          </BackLink>
        }
        subtitle={
          customer
            ? [customer.email, customer.phone].filter(Boolean).join(' · ') || '\u00a0'
            : '\u00a0'
        }
        actions={
          <Button
            icon={<Pencil aria-hidden="true" />}
            isDisabled={!customer}
            onPress={() => setEditing(true)}
          >
            <FormattedMessage id="customer.edit" />
          </Button>
        }
      />
      {customer ? (
        <Known customer={customer} />
      ) : error ? (
        <ErrorState error={error} onRetry={() => void refetch()} isRetrying={isFetching} />
      ) : (
        <Loading>
          <Skeleton height="92px" className={styles.block} />
        </Loading>
      )}
      {customer && isEditing && (
        <CustomerDialog customer={customer} onClose={() => setEditing(false)} />
      )}
    </Page>
  );
}

function Known({ customer }: { customer: Customer }) {
  const { formatMessage } = useIntl();
  const navigate = useNavigate();
  const source = useMemo(() => customerOrdersSource(customer.id), [customer.id]);
  const list = useList(source);
  const columns = shownColumns(useOrderColumns(), []).filter(({ id }) => id !== 'customer');
  return (
    <>
      <dl className={styles.figures}>
        <Figure name={<FormattedMessage id="customer.spent" />}>
          <Money value={customer.spent} />
        </Figure>
        <Figure name={<FormattedMessage id="customer.orders_count" />}>
          <span className="num">{customer.orders_count}</span>
        </Figure>
        <Figure name={<FormattedMessage id="customer.first_order" />}>
          <DateTime value={customer.first_order_at} look="date" />
        </Figure>
        <Figure name={<FormattedMessage id="customer.last_order" />}>
          <DateTime value={customer.last_order_at} look="date" />
        </Figure>
      </dl>
      <CustomerTax id={customer.id} />
      <Words customer={customer} />
      <ListTable
        label={formatMessage({ id: 'customer.history' })}
        list={list}
        source={source}
        columns={columns}
        renderCompact={(order) => <OrderCompact order={order} />}
        onOpen={(order) => void navigate(`/orders/${order.id}`)}
        empty={
          <EmptyState
            icon={<ReceiptText aria-hidden="true" />}
            title={<FormattedMessage id="customer.no_orders" />}
          >
            <FormattedMessage id="customer.no_orders_text" />
          </EmptyState>
        }
      />
    </>
  );
}

/** The group that they are charged in, what they like, what the shop notes of them. */
function Words({ customer }: { customer: Customer }) {
  const { data: groups } = useQuery(customerGroupsQuery);
  const group = groups?.items.find(({ id }) => id === customer.group_id);
  const words = [
    ['customer.group', group?.name],
    ['customer.preferences', customer.preferences],
    ['customer.note', customer.note],
  ] as const;
  const said = words.filter(([, text]) => text);
  if (said.length === 0) return null;
  return (
    <Card>
      <dl className={styles.words}>
        {said.map(([id, text]) => (
          <div key={id}>
            <dt>
              <FormattedMessage id={id} />
            </dt>
            <dd>{text}</dd>
          </div>
        ))}
      </dl>
    </Card>
  );
}

function Figure({ name, children }: { name: React.ReactNode; children: React.ReactNode }) {
  return (
    <div className={styles.figure}>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}
