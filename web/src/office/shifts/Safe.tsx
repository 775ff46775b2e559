import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Landmark, Vault } from 'lucide-react';
import { useMemo, useState, type ReactNode } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import { api, call, idempotent } from '../../api/client';
import { locationsQuery, settingsQuery } from '../../api/queries';
import { useMay } from '../../api/session';
import type { CashMovement, SafeMove } from '../../api/types';
import {
  Button,
  DateTime,
  EmptyState,
  FilterBar,
  Money,
  Page,
  PageHeader,
  Select,
  TextField,
  toast,
  type Column,
} from '../../design';
import { parseMoney } from '../../lib/money';
import { MoveText } from '../../shift/Move';
import { FormDialog } from '../settings/FormDialog';
import { TwoLines } from '../shared/Facts';
import { fieldErrors } from '../shared/field-errors';
import { ExportButton } from '../shared/ExportButton';
import { ListTable } from '../shared/ListTable';
import { MoneyField } from '../shared/MoneyField';
import { safeSource } from '../shared/sources';
import { useFilters } from '../shared/use-filters';
import { useIdempotencyKey } from '../shared/use-idempotency-key';
import { useList } from '../shared/use-list';
import { useLocationOptions, usePlaceNames } from '../shared/use-location-names';
import shared from '../shared/shared.module.css';

/** What went between the safes and the bank. */
export function Safe({ title, parts }: { title: string; parts: ReactNode }) {
  const { formatMessage } = useIntl();
  const [{ location }, setFilters] = useFilters(['location']);
  const mayManage = useMay('manage_shifts');
  const [isMoving, setMoving] = useState(false);
  const source = useMemo(() => safeSource({ location_id: location }), [location]);
  const list = useList(source);
  const options = useLocationOptions();
  return (
    <Page fill>
      <PageHeader
        title={title}
        actions={
          <>
            <ExportButton file={source.file} />
            {mayManage && (
              <Button
                variant="primary"
                icon={<Landmark aria-hidden="true" />}
                onPress={() => setMoving(true)}
              >
                <FormattedMessage id="safe.move" />
              </Button>
            )}
          </>
        }
      />
      {parts}
      {options.length > 2 && (
        <FilterBar>
          <Select
            quiet
            hideLabel
            label={formatMessage({ id: 'location.label' })}
            value={location ?? 'all'}
            onChange={(chosen) => setFilters({ location: chosen === 'all' ? null : chosen })}
            options={options}
          />
        </FilterBar>
      )}
      <ListTable
        label={formatMessage({ id: 'shifts.part.safe' })}
        list={list}
        source={source}
        columns={useSafeColumns()}
        renderCompact={(movement) => (
          <TwoLines
            title={<MoveText movement={movement} />}
            detail={
              <>
                <DateTime value={movement.recorded_at} /> · {movement.reason}
              </>
            }
            end={<Money value={movement.amount} signed className={shared.strong} />}
          />
        )}
        empty={
          <EmptyState
            icon={<Vault aria-hidden="true" />}
            title={<FormattedMessage id="safe.empty" />}
          >
            <FormattedMessage id="safe.empty_text" />
          </EmptyState>
        }
      />
      {isMoving && <MoveSafeCash onClose={() => setMoving(false)} />}
    </Page>
  );
}

function useSafeColumns(): Column<CashMovement>[] {
  const places = usePlaceNames();
  return [
    {
      id: 'time',
      name: 'payments.time',
      width: 'minmax(120px, 1fr)',
      cell: ({ recorded_at }) => <DateTime value={recorded_at} />,
    },
    {
      id: 'kind',
      name: 'safe.kind',
      width: 'minmax(190px, 1.4fr)',
      cell: (movement) => <MoveText movement={movement} />,
    },
    {
      id: 'reason',
      name: 'safe.reason',
      width: 'minmax(140px, 2fr)',
      cell: ({ reason }) => reason,
    },
    {
      id: 'location',
      name: 'location.label',
      width: 'minmax(110px, 1fr)',
      hideBelow: 760,
      cell: ({ location_id }) => places.location(location_id),
    },
    {
      id: 'who',
      name: 'shifts.who',
      width: 'minmax(110px, 1fr)',
      hideBelow: 900,
      cell: ({ staff_name }) => staff_name ?? '–',
    },
    {
      id: 'amount',
      name: 'payments.amount',
      width: '120px',
      align: 'end',
      cell: ({ amount }) => <Money value={amount} signed className={shared.strong} />,
    },
  ];
}

function MoveSafeCash({ onClose }: { onClose: () => void }) {
  const { formatMessage } = useIntl();
  const client = useQueryClient();
  const { data: locations } = useQuery(locationsQuery);
  const { data: settings } = useQuery(settingsQuery);
  const currency = settings?.currency ?? 'EUR';
  const [kind, setKind] = useState<SafeMove>('bank_deposit');
  const [typed, setTyped] = useState('');
  const [reason, setReason] = useState('');
  const [chosen, setChosen] = useState<string | null>(null);
  const [wasTried, setWasTried] = useState(false);
  const key = useIdempotencyKey();
  const place = chosen ?? locations?.items[0]?.id ?? null;
  const amount = parseMoney(typed, currency);
  const isAmount = amount !== null && amount.amount > 0;
  const moving = useMutation({
    mutationFn: () =>
      call(
        api.POST('/v1/safe-movements', {
          headers: idempotent(key),
          body: { location_id: place!, kind, amount: amount!, reason: reason.trim() },
        }),
      ),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: ['safe-movements'] });
      toast(formatMessage({ id: 'safe.moved' }), { tone: 'positive' });
      onClose();
    },
  });
  const { field, rest } = fieldErrors(moving.error, ['amount', 'reason', 'location_id']);
  return (
    <FormDialog
      size="sm"
      title={formatMessage({ id: 'safe.move' })}
      submit={<FormattedMessage id="action.save" />}
      isPending={moving.isPending}
      problem={rest}
      onClose={onClose}
      onSubmit={() => {
        setWasTried(true);
        if (place && isAmount && reason.trim()) moving.mutate();
      }}
    >
      <Select
        label={formatMessage({ id: 'safe.kind' })}
        value={kind}
        onChange={setKind}
        options={(['bank_deposit', 'bank_withdrawal', 'safe_opening'] as const).map((of) => ({
          value: of,
          label: formatMessage({ id: `shift.move.${of}` }),
        }))}
      />
      <MoneyField
        autoFocus
        label={formatMessage({ id: 'payments.amount' })}
        currency={currency}
        value={typed}
        onChange={setTyped}
        error={
          wasTried && !isAmount ? formatMessage({ id: 'safe.amount_needed' }) : field('amount')
        }
      />
      <TextField
        label={formatMessage({ id: 'safe.reason' })}
        description={formatMessage({ id: 'safe.reason_text' })}
        value={reason}
        onChange={setReason}
        maxLength={500}
        error={
          wasTried && !reason.trim() ? formatMessage({ id: 'safe.reason_needed' }) : field('reason')
        }
      />
      <Select
        label={formatMessage({ id: 'location.label' })}
        value={place}
        onChange={setChosen}
        error={field('location_id')}
        options={(locations?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))}
      />
    </FormDialog>
  );
}
