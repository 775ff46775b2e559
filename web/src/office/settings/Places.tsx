import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Plus, Store } from 'lucide-react';
import { useState } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import { api, call, idempotent } from '../../api/client';
import { locationsQuery } from '../../api/queries';
import type { Location } from '../../api/types';
import { Button, EmptyState, Select, TextField, toast } from '../../design';
import { ComboBox } from '../../design/ComboBox';
import { DateTime } from '../../design/values';
import { fieldErrors } from '../shared/field-errors';
import { TwoLines } from '../shared/Facts';
import { useIdempotencyKey } from '../shared/use-idempotency-key';
import { FormDialog } from './FormDialog';
import { Rows } from './Rows';
import shared from '../shared/shared.module.css';

/** So many time zones are offered for what is typed. */
const MOST = 12;

const HOURS = Array.from({ length: 24 }, (_, hour) => hour);
const clockTime = (hour: number) => `${String(hour).padStart(2, '0')}:00`;

/** Where is sold, and what the days there go by. */
export function Places() {
  const { formatMessage } = useIntl();
  const locations = useQuery(locationsQuery);
  const [open, setOpen] = useState<Location | 'new' | null>(null);
  return (
    <>
      <Rows
        query={locations}
        title={<FormattedMessage id="settings.places" />}
        action={
          <Button size="sm" icon={<Plus aria-hidden="true" />} onPress={() => setOpen('new')}>
            <FormattedMessage id="settings.places.add" />
          </Button>
        }
        rowKey={({ id }) => id}
        empty={
          <EmptyState
            icon={<Store aria-hidden="true" />}
            title={<FormattedMessage id="settings.places_empty" />}
          />
        }
      >
        {(location) => (
          <TwoLines
            title={location.name}
            detail={
              <>
                {formatMessage(
                  { id: 'settings.places.clock' },
                  { zone: location.time_zone, time: clockTime(location.day_starts_at_hour) },
                )}
                {location.next_clock && (
                  <>
                    {' · '}
                    <Planned next={location.next_clock} />
                  </>
                )}
              </>
            }
            end={
              <Button
                size="sm"
                variant="ghost"
                aria-label={formatMessage(
                  { id: 'settings.places.change' },
                  { name: location.name },
                )}
                onPress={() => setOpen(location)}
              >
                <FormattedMessage id="settings.places.of" />
              </Button>
            }
          />
        )}
      </Rows>
      {open && (
        <PlaceDialog location={open === 'new' ? null : open} onClose={() => setOpen(null)} />
      )}
    </>
  );
}

/** What is going to hold, by the clock of then. */
function Planned({ next }: { next: NonNullable<Location['next_clock']> }) {
  return (
    <FormattedMessage
      id="settings.places.next"
      values={{
        from: <DateTime value={next.valid_from} timeZone={next.time_zone} />,
        zone: next.time_zone,
        time: clockTime(next.day_starts_at_hour),
      }}
    />
  );
}

/** One location, or a further one. */
function PlaceDialog({ location, onClose }: { location: Location | null; onClose: () => void }) {
  const { formatMessage } = useIntl();
  const client = useQueryClient();
  const planned = location?.next_clock ?? location;
  const [name, setName] = useState(location?.name ?? '');
  const [zone, setZone] = useState(
    planned?.time_zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
  );
  const [hour, setHour] = useState(planned?.day_starts_at_hour ?? 0);
  const [wasTried, setWasTried] = useState(false);
  const key = useIdempotencyKey();
  const title = location
    ? formatMessage({ id: 'settings.places.change' }, { name: location.name })
    : formatMessage({ id: 'settings.places.add' });
  const saving = useMutation({
    mutationFn: () => {
      const body = { name: name.trim(), time_zone: zone.trim(), day_starts_at_hour: hour };
      return call(
        location
          ? api.PATCH('/v1/locations/{id}', { params: { path: { id: location.id } }, body })
          : api.POST('/v1/locations', { headers: idempotent(key), body }),
      );
    },
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: locationsQuery.queryKey });
      toast(formatMessage({ id: 'settings.saved' }), { tone: 'positive' });
      onClose();
    },
  });
  const { field, rest } = fieldErrors(saving.error, ['name', 'time_zone', 'day_starts_at_hour']);
  const wanted = zone.trim().toLowerCase().replaceAll(' ', '_');
  const found = Intl.supportedValuesOf('timeZone')
    .filter((one) => one.toLowerCase().includes(wanted))
    .slice(0, MOST);
  return (
    <FormDialog
      size="sm"
      title={title}
      submit={<FormattedMessage id="action.save" />}
      isPending={saving.isPending}
      problem={rest}
      onClose={onClose}
      onSubmit={() => {
        setWasTried(true);
        if (name.trim()) saving.mutate();
      }}
    >
      <TextField
        label={formatMessage({ id: 'settings.name' })}
        value={name}
        onChange={setName}
        maxLength={200}
        error={
          wasTried && !name.trim() ? formatMessage({ id: 'settings.name_needed' }) : field('name')
        }
      />
      {location && (
        <p className={shared.muted}>
          <FormattedMessage id="settings.places.when" />
        </p>
      )}
      {location?.next_clock && (
        <p>
          <Planned next={location.next_clock} />
        </p>
      )}
      <ComboBox
        label={formatMessage({ id: 'setup.time_zone' })}
        inputValue={zone}
        onInputChange={setZone}
        onPick={(value) => value && setZone(value)}
        options={found.map((value) => ({ value, label: value }))}
        error={field('time_zone')}
      />
      <Select
        label={formatMessage({ id: 'settings.places.turns' })}
        value={String(hour)}
        onChange={(value) => setHour(Number(value))}
        options={HOURS.map((value) => ({ value: String(value), label: clockTime(value) }))}
        error={field('day_starts_at_hour')}
      />
    </FormDialog>
  );
}
