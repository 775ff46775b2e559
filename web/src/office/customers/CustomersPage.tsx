import { Plus, Users, UsersRound } from 'lucide-react';
import { useMemo, useState } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import { useNavigate } from 'react-router';
import { useMay } from '../../api/session';
import type { Customer } from '../../api/types';
import {
  Button,
  DateTime,
  EmptyState,
  FilterBar,
  Money,
  Page,
  PageHeader,
  type Column,
} from '../../design';
import { ExportButton } from '../shared/ExportButton';
import { TwoLines } from '../shared/Facts';
import { Link } from '../shared/Link';
import { ListSearch } from '../shared/ListSearch';
import { ListTable } from '../shared/ListTable';
import { customersSource } from '../shared/sources';
import { SavedViews } from '../shared/SavedViews';
import { useColumns } from '../shared/use-columns';
import { useFilters } from '../shared/use-filters';
import { useList } from '../shared/use-list';
import { CustomerDialog } from './CustomerDialog';
import { GroupsDialog } from './GroupsDialog';
import shared from '../shared/shared.module.css';

const FILTERS = ['search', 'sort'] as const;

export function Component() {
  const { formatMessage } = useIntl();
  const navigate = useNavigate();
  const [filters, setFilters] = useFilters(FILTERS);
  const { search, sort } = filters;
  const [isAdding, setAdding] = useState(false);
  const [isGrouping, setGrouping] = useState(false);
  const mayGroup = useMay('edit_catalogue');
  const source = useMemo(() => customersSource({ search, sort }), [search, sort]);
  const list = useList(source);
  const { columns, menu } = useColumns('customers', COLUMNS);
  const add = (
    <Button variant="primary" icon={<Plus aria-hidden="true" />} onPress={() => setAdding(true)}>
      <FormattedMessage id="customers.add" />
    </Button>
  );

  return (
    <Page fill>
      <PageHeader
        title={formatMessage({ id: 'customers.title' })}
        actions={
          <>
            <ExportButton file={source.file} />
            {mayGroup && (
              <Button icon={<UsersRound aria-hidden="true" />} onPress={() => setGrouping(true)}>
                <FormattedMessage id="customers.groups" />
              </Button>
            )}
            {add}
          </>
        }
      />
      <FilterBar
        search={
          <ListSearch
            label={formatMessage({ id: 'customers.search' })}
            value={search}
            onChange={(text) => setFilters({ search: text })}
          />
        }
      >
        <SavedViews list="customers" names={FILTERS} filters={filters} onChange={setFilters} />
        {menu}
      </FilterBar>
      <ListTable
        label={formatMessage({ id: 'customers.title' })}
        list={list}
        source={source}
        columns={columns}
        sort={sort}
        onSort={(chosen) => setFilters({ sort: chosen })}
        renderCompact={(customer) => <CustomerCompact customer={customer} />}
        onOpen={(customer) => void navigate(`/customers/${customer.id}`)}
        empty={
          <EmptyState
            icon={<Users aria-hidden="true" />}
            title={<FormattedMessage id={search ? 'customers.none' : 'customers.empty'} />}
            action={add}
          >
            <FormattedMessage id={search ? 'customers.none_text' : 'customers.empty_text'} />
          </EmptyState>
        }
      />
      {isGrouping && <GroupsDialog onClose={() => setGrouping(false)} />}
      {isAdding && (
        <CustomerDialog
          onClose={() => setAdding(false)}
          onSaved={(customer) => void navigate(`/customers/${customer.id}`)}
        />
      )}
    </Page>
  );
}

const COLUMNS: Column<Customer>[] = [
  {
    id: 'name',
    name: 'customer.name',
    width: 'minmax(140px, 1.6fr)',
    cell: (customer) => (
      <Link to={`/customers/${customer.id}`} plain className={shared.strong}>
        {customer.name}
      </Link>
    ),
  },
  {
    id: 'email',
    name: 'customer.email',
    width: 'minmax(140px, 2.4fr)',
    cell: (customer) => <span className={shared.muted}>{customer.email ?? '–'}</span>,
  },
  {
    id: 'phone',
    name: 'customer.phone',
    width: 'minmax(112px, 1fr)',
    hideBelow: 900,
    cell: (customer) => <span className={shared.muted}>{customer.phone ?? '–'}</span>,
  },
  {
    id: 'first',
    name: 'customer.first_order',
    width: 'minmax(104px, 0.8fr)',
    isExtra: true,
    cell: (customer) => <DateTime value={customer.first_order_at} look="date" />,
  },
  {
    id: 'last',
    name: 'customer.last_order',
    width: 'minmax(104px, 0.8fr)',
    hideBelow: 760,
    cell: (customer) => <DateTime value={customer.last_order_at} look="date" />,
    sort: 'last_order_at',
  },
  {
    id: 'orders',
    name: 'customer.orders_count',
    width: '72px',
    align: 'end',
    cell: (customer) => <span className="num">{customer.orders_count}</span>,
    sort: 'orders_count',
  },
  {
    id: 'spent',
    name: 'customer.spent',
    width: '112px',
    align: 'end',
    cell: (customer) => <Money value={customer.spent} className={shared.strong} />,
    sort: 'spent',
  },
];

function CustomerCompact({ customer }: { customer: Customer }) {
  return (
    <TwoLines
      title={customer.name}
      detail={customer.email ?? customer.phone}
      end={
        <>
          <Money value={customer.spent} className={shared.strong} />
          <span className={`${shared.muted} ${shared.small}`}>
            <FormattedMessage id="customer.orders" values={{ count: customer.orders_count }} />
          </span>
        </>
      }
    />
  );
}
