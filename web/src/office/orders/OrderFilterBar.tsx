import { useQuery } from '@tanstack/react-query';
import { useIntl } from 'react-intl';
import { registersQuery } from '../../api/queries';
import type { OrderState } from '../../api/types';
import { FilterBar, Select } from '../../design';
import { ListSearch } from '../shared/ListSearch';
import { PeriodFilter } from '../shared/PeriodFilter';
import type { ReactNode } from 'react';
import { SavedViews } from '../shared/SavedViews';
import { ORDER_FILTERS, type OrderFilter, type OrderFilters } from './filters';

const STATES: readonly OrderState[] = ['completed', 'open', 'frozen', 'voided'];

export function OrderFilterBar({
  filters,
  columns,
  onChange,
}: {
  filters: OrderFilters;
  /** The menu of columns. */
  columns: ReactNode;
  onChange: (changes: Partial<Record<OrderFilter, string | null>>) => void;
}) {
  const { formatMessage } = useIntl();
  const { data: registers } = useQuery(registersQuery);
  return (
    <FilterBar
      search={
        <ListSearch
          label={formatMessage({ id: 'orders.search' })}
          value={filters.search}
          onChange={(search) => onChange({ search })}
        />
      }
    >
      <Select
        quiet
        hideLabel
        label={formatMessage({ id: 'order.state' })}
        value={filters.state ?? 'all'}
        onChange={(state) => onChange({ state: state === 'all' ? null : state })}
        options={[
          { value: 'all', label: formatMessage({ id: 'orders.any_state' }) },
          ...STATES.map((state) => ({
            value: state as string,
            label: formatMessage({ id: `order.state.${state}` }),
          })),
        ]}
      />
      <PeriodFilter value={filters} onChange={onChange} />
      {(registers?.items.length ?? 0) > 1 && (
        <Select
          quiet
          hideLabel
          label={formatMessage({ id: 'order.register' })}
          value={filters.register ?? 'all'}
          onChange={(register) => onChange({ register: register === 'all' ? null : register })}
          options={[
            { value: 'all', label: formatMessage({ id: 'orders.any_register' }) },
            ...(registers?.items ?? []).map(({ id, name }) => ({ value: id, label: name })),
          ]}
        />
      )}
      <SavedViews list="orders" names={ORDER_FILTERS} filters={filters} onChange={onChange} />
      {columns}
    </FilterBar>
  );
}
