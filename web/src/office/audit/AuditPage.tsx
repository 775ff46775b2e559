import { useQuery } from '@tanstack/react-query';
import { ScrollText } from 'lucide-react';
import { useMemo } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import { locationsQuery } from '../../api/queries';
import type { AuditAction, AuditRow } from '../../api/types';
import {
  Button,
  DateTime,
  EmptyState,
  FilterBar,
  Page,
  PageHeader,
  Select,
  type Column,
} from '../../design';
import { TwoLines } from '../shared/Facts';
import { ListTable } from '../shared/ListTable';
import { PeriodFilter } from '../shared/PeriodFilter';
import { SavedViews } from '../shared/SavedViews';
import { SidePanel } from '../shared/SidePanel';
import { auditSource } from '../shared/sources';
import { staffQuery } from '../settings/queries';
import { useFilters } from '../shared/use-filters';
import { useList } from '../shared/use-list';
import { changesTo } from '../shared/views';
import { ACTIONS } from './actions';
import { ActionName, AuditDetail, Who } from './AuditDetail';
import { ChainState } from './ChainState';
import { ExportMenu } from './ExportMenu';
import { momentsOf } from './moments';
import shared from '../shared/shared.module.css';

const FILTERS = ['person', 'action', 'from', 'to'] as const;
const NAMES = [...FILTERS, 'open'] as const;

/** Who did what that must be accounted for, and whether the record of it is whole. */
export function Component() {
  const { formatMessage } = useIntl();
  const [filters, setFilters] = useFilters(NAMES);
  const { person, action, from, to, open } = filters;
  const { data: staff } = useQuery(staffQuery);
  const { data: locations } = useQuery(locationsQuery);
  const zone = locations?.items[0]?.time_zone;
  const source = useMemo(
    () =>
      auditSource({
        person,
        action: action as AuditAction | undefined,
        ...momentsOf({ from, to }, zone),
      }),
    [person, action, from, to, zone],
  );
  const list = useList(source);
  const shown = list.rows?.find(({ position }) => String(position) === open);
  const isFiltered = FILTERS.some((name) => filters[name]);
  const title = formatMessage({ id: 'audit.title' });

  return (
    <Page fill>
      <PageHeader title={title} actions={<ExportMenu />} />
      <ChainState />
      <FilterBar>
        <Select
          quiet
          hideLabel
          label={formatMessage({ id: 'audit.person' })}
          value={person ?? 'all'}
          onChange={(chosen) => setFilters({ person: chosen === 'all' ? null : chosen })}
          options={[
            { value: 'all', label: formatMessage({ id: 'audit.anybody' }) },
            ...(staff?.items ?? []).map(({ id, name }) => ({ value: id, label: name })),
          ]}
        />
        <Select
          quiet
          hideLabel
          label={formatMessage({ id: 'audit.action' })}
          value={action ?? 'all'}
          onChange={(chosen) => setFilters({ action: chosen === 'all' ? null : chosen })}
          options={[
            { value: 'all', label: formatMessage({ id: 'audit.anything' }) },
            ...ACTIONS.map((each) => ({
              value: each as string,
              label: formatMessage({ id: `audit.action.${each}` }),
            })),
          ]}
        />
        <PeriodFilter value={filters} onChange={setFilters} />
        <SavedViews list="audit" names={FILTERS} filters={filters} onChange={setFilters} />
      </FilterBar>
      <SidePanel
        isOpen={!!shown}
        title={formatMessage({ id: 'audit.one' })}
        onClose={() => setFilters({ open: null })}
        panel={shown && <AuditDetail row={shown} />}
      >
        <ListTable
          label={title}
          list={list}
          source={source}
          columns={COLUMNS}
          renderCompact={(row) => <Compact row={row} />}
          selectedKey={open ?? null}
          onOpen={({ position }) => setFilters({ open: String(position) })}
          onMove={({ position }) => open && setFilters({ open: String(position) })}
          empty={
            <EmptyState
              icon={<ScrollText aria-hidden="true" />}
              title={<FormattedMessage id={isFiltered ? 'audit.none' : 'audit.empty'} />}
              action={
                isFiltered && (
                  <Button onPress={() => setFilters(changesTo(FILTERS, {}))}>
                    <FormattedMessage id="list.clear" />
                  </Button>
                )
              }
            >
              <FormattedMessage id={isFiltered ? 'audit.none_text' : 'audit.empty_text'} />
            </EmptyState>
          }
        />
      </SidePanel>
    </Page>
  );
}

const COLUMNS: Column<AuditRow>[] = [
  {
    id: 'position',
    name: 'audit.position',
    width: '80px',
    align: 'end',
    hideBelow: 700,
    cell: ({ position }) => <span className={`num ${shared.faint}`}>{position}</span>,
  },
  {
    id: 'time',
    name: 'audit.time',
    width: 'minmax(190px, 1fr)',
    cell: ({ recorded_at }) => <DateTime value={recorded_at} look="full" />,
  },
  {
    id: 'action',
    name: 'audit.action',
    width: 'minmax(180px, 2fr)',
    cell: ({ action }) => (
      <span className={shared.strong}>
        <ActionName action={action} />
      </span>
    ),
  },
  {
    id: 'who',
    name: 'audit.who',
    width: 'minmax(140px, 1.2fr)',
    cell: ({ actor }) => <Who actor={actor} />,
  },
  {
    id: 'approved',
    name: 'audit.approved_by',
    width: 'minmax(120px, 1fr)',
    hideBelow: 900,
    cell: ({ approved_by }) => approved_by && <Who actor={approved_by} />,
  },
];

function Compact({ row }: { row: AuditRow }) {
  return (
    <TwoLines
      title={<ActionName action={row.action} />}
      detail={
        <>
          <Who actor={row.actor} />
          {row.approved_by && (
            <>
              {' · '}
              <FormattedMessage
                id="audit.allowed_by"
                values={{ name: <Who actor={row.approved_by} /> }}
              />
            </>
          )}
        </>
      }
      end={<DateTime value={row.recorded_at} />}
    />
  );
}
