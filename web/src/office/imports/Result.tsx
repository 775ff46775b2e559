import { Download, ListChecks } from 'lucide-react';
import { useMemo, type ReactNode } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import type { Import, ImportRow } from '../../api/types';
import {
  Button,
  EmptyState,
  FilterBar,
  Select,
  StatusPill,
  type Column,
  type Tone,
} from '../../design';
import { fetchFile } from '../shared/csv';
import { TwoLines } from '../shared/Facts';
import { ListTable } from '../shared/ListTable';
import { useFilters } from '../shared/use-filters';
import { useList } from '../shared/use-list';
import { importRowsSource, isUnderWay, type RowOutcome } from './queries';
import { useReason } from './use-reason';
import shared from '../shared/shared.module.css';
import styles from './Imports.module.css';

const OUTCOMES: readonly RowOutcome[] = [
  'refused',
  'new',
  'changed',
  'unchanged',
  'kept',
  'skipped',
];

/** Only what is refused has a reason to read. */
const heightOf = (row: ImportRow, isCompact: boolean): number | undefined =>
  row.outcome === 'refused' ? undefined : isCompact ? 64 : 48;

const TONES: Record<RowOutcome, Tone> = {
  new: 'positive',
  changed: 'accent',
  unchanged: 'neutral',
  kept: 'neutral',
  skipped: 'neutral',
  refused: 'danger',
};

/** What became of the rows, or would, and why. */
export function Result({ import: it, actions }: { import: Import; actions: ReactNode }) {
  const { formatMessage, formatNumber } = useIntl();
  const [{ outcome }, setFilters] = useFilters(['outcome']);
  const chosen = OUTCOMES.find((one) => one === outcome);
  const source = useMemo(
    () =>
      importRowsSource(
        it.id,
        it.state === 'checking' || it.state === 'checked' ? 'dry' : 'run',
        chosen,
      ),
    [it.id, it.state, chosen],
  );
  const list = useList(source);
  const reason = useReason();
  const title = formatMessage({ id: 'imports.rows' });
  const columns: Column<ImportRow>[] = [
    {
      id: 'row',
      name: 'imports.row',
      width: '72px',
      align: 'end',
      cell: ({ row }) => <span className={`num ${shared.faint}`}>{row}</span>,
    },
    {
      id: 'label',
      name: 'imports.label',
      width: 'minmax(110px, 1fr)',
      cell: ({ label }) => <span className={shared.strong}>{label}</span>,
    },
    {
      id: 'outcome',
      name: 'imports.became',
      width: '132px',
      cell: ({ outcome: became }) => <Became outcome={became} />,
    },
    {
      id: 'cell',
      name: 'imports.cell',
      width: 'minmax(120px, 1.2fr)',
      hideBelow: 900,
      cell: ({ column, value }) => (
        <span className={shared.muted}>{[column, value].filter(Boolean).join(': ')}</span>
      ),
    },
    {
      id: 'reason',
      name: 'imports.reason',
      width: 'minmax(220px, 3fr)',
      cell: (row) => <span className={styles.reason}>{reason(row)}</span>,
    },
  ];

  return (
    <>
      <Summary import={it} actions={actions} />
      <FilterBar>
        <Select
          quiet
          hideLabel
          label={formatMessage({ id: 'imports.became' })}
          value={chosen ?? 'all'}
          onChange={(next) => setFilters({ outcome: next === 'all' ? null : next })}
          options={[
            {
              value: 'all' as RowOutcome | 'all',
              label: formatMessage({ id: 'imports.all' }, { count: it.done_count }),
            },
            ...OUTCOMES.map((one) => ({
              value: one as RowOutcome | 'all',
              label: `${formatMessage({ id: `imports.outcome.${one}` })} (${formatNumber(it.counts[one])})`,
            })),
          ]}
        />
        {it.counts.refused > 0 && !isUnderWay(it) && (
          <Button
            icon={<Download aria-hidden="true" />}
            onPress={() => fetchFile(`/v1/imports/${it.id}/rows/export?outcome=refused`)}
          >
            <FormattedMessage id="imports.errors_file" />
          </Button>
        )}
      </FilterBar>
      <ListTable
        label={title}
        list={list}
        source={source}
        columns={columns}
        rowHeight={76}
        compactHeight={120}
        heightOf={heightOf}
        renderCompact={(row) => (
          <TwoLines
            title={`${row.row} · ${row.label}`}
            detail={<span className={styles.reason}>{reason(row)}</span>}
            end={<Became outcome={row.outcome} />}
          />
        )}
        empty={
          <EmptyState
            icon={<ListChecks aria-hidden="true" />}
            title={<FormattedMessage id={chosen ? 'imports.none' : 'imports.no_rows'} />}
          />
        }
      />
    </>
  );
}

function Became({ outcome }: { outcome: RowOutcome }) {
  return (
    <StatusPill tone={TONES[outcome]}>
      <FormattedMessage id={`imports.outcome.${outcome}`} />
    </StatusPill>
  );
}

function Summary({ import: { counts, state }, actions }: { import: Import; actions: ReactNode }) {
  const isForetold = state === 'checked' || state === 'checking';
  return (
    <div className={styles.summary}>
      <p role="status">
        <FormattedMessage
          id={isForetold ? 'imports.summary' : 'imports.summary_done'}
          values={{ fresh: counts.new, changed: counts.changed, refused: counts.refused }}
        />
      </p>
      {actions && <div className={styles.actions}>{actions}</div>}
    </div>
  );
}
