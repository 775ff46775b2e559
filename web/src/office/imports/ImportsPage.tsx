import { useMutation, useQueryClient } from '@tanstack/react-query';
import { FileUp } from 'lucide-react';
import { useRef, useState, type DragEvent } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import { useNavigate } from 'react-router';
import type { Import, ImportKind } from '../../api/types';
import {
  Button,
  Card,
  cx,
  DateTime,
  EmptyState,
  Page,
  PageHeader,
  ProblemNote,
  Select,
  type Column,
} from '../../design';
import { TwoLines } from '../shared/Facts';
import { Link } from '../shared/Link';
import { ListTable } from '../shared/ListTable';
import { useList } from '../shared/use-list';
import { ImportStatePill } from './ImportStatePill';
import { importsSource, sendFile } from './queries';
import shared from '../shared/shared.module.css';
import styles from './Imports.module.css';

const KINDS: readonly ImportKind[] = ['products', 'customers', 'stock'];

/** What a shop has comes in from files. */
export function Component() {
  const { formatMessage } = useIntl();
  const navigate = useNavigate();
  const list = useList(importsSource);
  const title = formatMessage({ id: 'imports.title' });
  return (
    <Page fill>
      <PageHeader title={title} subtitle={<FormattedMessage id="imports.subtitle" />} />
      <SendCard />
      <ListTable
        label={title}
        list={list}
        source={importsSource}
        columns={COLUMNS}
        renderCompact={(row) => (
          <TwoLines
            title={row.file_name}
            detail={<Outcome of={row} />}
            end={<ImportStatePill state={row.state} />}
          />
        )}
        onOpen={({ id }) => void navigate(`/imports/${id}`)}
        empty={
          <EmptyState
            icon={<FileUp aria-hidden="true" />}
            title={<FormattedMessage id="imports.empty" />}
          >
            <FormattedMessage id="imports.empty_text" />
          </EmptyState>
        }
      />
    </Page>
  );
}

function SendCard() {
  const { formatMessage } = useIntl();
  const navigate = useNavigate();
  const client = useQueryClient();
  const input = useRef<HTMLInputElement>(null);
  const [isOver, setOver] = useState(false);
  const [kind, setKind] = useState<ImportKind>('products');
  const sending = useMutation({
    mutationFn: (file: File) => sendFile(file, kind),
    onSuccess: (sent) => {
      client.setQueryData(['imports', sent.id], sent);
      void navigate(`/imports/${sent.id}`);
    },
  });

  function drop(event: DragEvent): void {
    event.preventDefault();
    setOver(false);
    const file = event.dataTransfer.files[0];
    if (file) sending.mutate(file);
  }
  return (
    <Card title={<FormattedMessage id="imports.send" />}>
      {/* Dropping is a short cut; the button does the same by keyboard. */}
      <div
        className={cx(styles.drop, isOver && styles.over)}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        <Select
          label={formatMessage({ id: 'imports.kind' })}
          value={kind}
          onChange={setKind}
          options={KINDS.map((one) => ({
            value: one,
            label: formatMessage({ id: `imports.kind.${one}` }),
          }))}
        />
        <input
          ref={input}
          type="file"
          accept=".csv,.tsv,.txt,text/csv"
          aria-label={formatMessage({ id: 'imports.file' })}
          tabIndex={-1}
          className="visually-hidden"
          onChange={(event) => {
            const file = event.currentTarget.files?.[0];
            if (file) sending.mutate(file);
            event.currentTarget.value = '';
          }}
        />
        <Button
          variant="primary"
          icon={<FileUp aria-hidden="true" />}
          isPending={sending.isPending}
          onPress={() => input.current?.click()}
        >
          <FormattedMessage id="imports.choose" />
        </Button>
        <p className={styles.hint}>
          <FormattedMessage id={`imports.hint.${kind}`} />
        </p>
      </div>
      {sending.error && <ProblemNote error={sending.error} />}
    </Card>
  );
}

function Outcome({ of: { row_count, counts } }: { of: Import }) {
  return (
    <FormattedMessage
      id="imports.outcome"
      values={{
        rows: row_count,
        fresh: counts.new,
        changed: counts.changed,
        refused: counts.refused,
      }}
    />
  );
}

const COLUMNS: Column<Import>[] = [
  {
    id: 'file',
    name: 'imports.file',
    width: 'minmax(180px, 2fr)',
    cell: ({ id, file_name }) => (
      <Link to={`/imports/${id}`} plain className={shared.strong}>
        {file_name}
      </Link>
    ),
  },
  {
    id: 'kind',
    name: 'imports.kind',
    width: '150px',
    hideBelow: 640,
    cell: ({ kind }) => <FormattedMessage id={`imports.kind.${kind}`} />,
  },
  {
    id: 'outcome',
    name: 'imports.rows',
    width: 'minmax(220px, 3fr)',
    hideBelow: 820,
    cell: (row) => (
      <span className={shared.muted}>
        <Outcome of={row} />
      </span>
    ),
  },
  {
    id: 'sent',
    name: 'imports.sent',
    width: 'minmax(150px, 1fr)',
    cell: ({ created_at }) => <DateTime value={created_at} />,
  },
  {
    id: 'state',
    name: 'imports.state',
    width: '140px',
    cell: ({ state }) => <ImportStatePill state={state} />,
  },
];
