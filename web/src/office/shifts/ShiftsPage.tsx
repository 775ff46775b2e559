import { useQuery } from '@tanstack/react-query';
import { Clock } from 'lucide-react';
import { useMemo, type ReactNode } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import { useNavigate } from 'react-router';
import { registersQuery } from '../../api/queries';
import { useMay } from '../../api/session';
import type { ShiftState } from '../../api/types';
import { Button, EmptyState, FilterBar, Page, PageHeader, Select, Tabs } from '../../design';
import { ExportButton } from '../shared/ExportButton';
import { ListTable } from '../shared/ListTable';
import { PeriodFilter } from '../shared/PeriodFilter';
import { SavedViews } from '../shared/SavedViews';
import { shiftsSource } from '../shared/sources';
import { useColumns } from '../shared/use-columns';
import { useFilters } from '../shared/use-filters';
import { useList } from '../shared/use-list';
import { changesTo } from '../shared/views';
import { ShiftCompact, useShiftColumns } from './columns';
import { Safe } from './Safe';

const FILTERS = ['state', 'register', 'from', 'to'] as const;
type Part = 'shifts' | 'safe';

/** Who answered for which drawer when, and what was in it; and what lies in the safe. */
export function Component() {
  const { formatMessage } = useIntl();
  const [{ part = 'shifts' }, setPart] = useFilters(['part']);
  const readsBooks = useMay('read_books');
  const title = formatMessage({ id: 'shifts.title' });
  if (!readsBooks) return <Shifts title={title} parts={null} />;
  const parts = (
    <Tabs<Part>
      label={title}
      selected={part as Part}
      onSelect={(chosen) => setPart({ part: chosen === 'shifts' ? null : chosen })}
      tabs={(['shifts', 'safe'] as const).map((key) => ({
        key,
        label: formatMessage({ id: `shifts.part.${key}` }),
      }))}
    />
  );
  return part === 'safe' ? (
    <Safe title={title} parts={parts} />
  ) : (
    <Shifts title={title} parts={parts} />
  );
}

function Shifts({ title, parts }: { title: string; parts: ReactNode }) {
  const { formatMessage } = useIntl();
  const navigate = useNavigate();
  const [filters, setFilters] = useFilters(FILTERS);
  const { data: registers } = useQuery(registersQuery);
  const { state, register, from, to } = filters;
  const source = useMemo(
    () => shiftsSource({ state: state as ShiftState | undefined, register_id: register, from, to }),
    [state, register, from, to],
  );
  const list = useList(source);
  const { columns, menu } = useColumns('shifts', useShiftColumns());
  const isFiltered = FILTERS.some((name) => filters[name]);
  return (
    <Page fill>
      <PageHeader title={title} actions={<ExportButton file={source.file} />} />
      {parts}
      <FilterBar>
        <Select
          quiet
          hideLabel
          label={formatMessage({ id: 'shifts.state' })}
          value={state ?? 'all'}
          onChange={(chosen) => setFilters({ state: chosen === 'all' ? null : chosen })}
          options={(['all', 'open', 'closed'] as const).map((of) => ({
            value: of as string,
            label: formatMessage({ id: `shifts.state.${of}` }),
          }))}
        />
        <PeriodFilter value={filters} onChange={setFilters} />
        {(registers?.items.length ?? 0) > 1 && (
          <Select
            quiet
            hideLabel
            label={formatMessage({ id: 'order.register' })}
            value={register ?? 'all'}
            onChange={(chosen) => setFilters({ register: chosen === 'all' ? null : chosen })}
            options={[
              { value: 'all', label: formatMessage({ id: 'orders.any_register' }) },
              ...(registers?.items ?? []).map(({ id, name }) => ({ value: id, label: name })),
            ]}
          />
        )}
        <SavedViews list="shifts" names={FILTERS} filters={filters} onChange={setFilters} />
        {menu}
      </FilterBar>
      <ListTable
        label={title}
        list={list}
        source={source}
        columns={columns}
        renderCompact={(shift) => <ShiftCompact shift={shift} />}
        onOpen={({ id }) => void navigate(`/shifts/${id}`)}
        empty={
          <EmptyState
            icon={<Clock aria-hidden="true" />}
            title={<FormattedMessage id={isFiltered ? 'shifts.none' : 'shifts.empty'} />}
            action={
              isFiltered && (
                <Button onPress={() => setFilters(changesTo(FILTERS, {}))}>
                  <FormattedMessage id="list.clear" />
                </Button>
              )
            }
          >
            <FormattedMessage id={isFiltered ? 'shifts.none_text' : 'shifts.empty_text'} />
          </EmptyState>
        }
      />
    </Page>
  );
}
