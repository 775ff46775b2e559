import { useQuery } from '@tanstack/react-query';
import { useIntl } from 'react-intl';
import { registersQuery, tendersQuery } from '../../api/queries';
import type { OrderState } from '../../api/types';
import { FilterBar, Select } from '../../design';
import { ListSearch } from '../shared/ListSearch';
import { PeriodFilter } from '../shared/PeriodFilter';
import type { ReactNode } from 'react';
import { staffQuery } from '../settings/queries';
import { SavedViews } from '../shared/SavedViews';
import { useHourNames } from '../shared/use-hour-names';
import { useLocationOptions } from '../shared/use-location-names';
import { ORDER_FILTERS, type OrderFilter, type OrderFilters } from './filters';

const HOURS = Array.from({ length: 24 }, (_, hour) => hour);
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
  const { data: staff } = useQuery(staffQuery);
  const { data: tenders } = useQuery(tendersQuery);
  const places = useLocationOptions();
  const hourNames = useHourNames();
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
      {filters.from && filters.to && (
        <Select
          quiet
          hideLabel
          label={formatMessage({ id: 'orders.hour' })}
          value={filters.hour ?? 'all'}
          onChange={(hour) => onChange({ hour: hour === 'all' ? null : hour })}
          options={[
            { value: 'all', label: formatMessage({ id: 'orders.any_hour' }) },
            ...HOURS.map((hour) => ({ value: String(hour), label: hourNames(hour).name })),
          ]}
        />
      )}
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
      {places.length > 2 && (
        <Select
          quiet
          hideLabel
          label={formatMessage({ id: 'location.label' })}
          options={places}
          value={filters.location ?? 'all'}
          onChange={(location) => onChange({ location: location === 'all' ? null : location })}
        />
      )}
      <Select
        quiet
        hideLabel
        label={formatMessage({ id: 'orders.sold_by' })}
        value={filters.staff ?? 'all'}
        onChange={(chosen) => onChange({ staff: chosen === 'all' ? null : chosen })}
        options={[
          { value: 'all', label: formatMessage({ id: 'orders.anybody' }) },
          ...(staff?.items ?? []).map(({ id, name }) => ({ value: id, label: name })),
        ]}
      />
      <Select
        quiet
        hideLabel
        label={formatMessage({ id: 'orders.paid_by' })}
        value={filters.tender ?? 'all'}
        onChange={(chosen) => onChange({ tender: chosen === 'all' ? null : chosen })}
        options={[
          { value: 'all', label: formatMessage({ id: 'orders.any_tender' }) },
          ...(tenders?.items ?? []).map(({ code, name }) => ({
            value: code as string,
            label: name,
          })),
        ]}
      />
      <SavedViews list="orders" names={ORDER_FILTERS} filters={filters} onChange={onChange} />
      {columns}
    </FilterBar>
  );
}
