import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { MonitorSmartphone, Plus } from 'lucide-react';
import { useState } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import { api, call, idempotent } from '../../api/client';
import { locationsQuery, registersQuery, terminalsQuery } from '../../api/queries';
import { Button, EmptyState, Select, TextField, toast } from '../../design';
import type { RegisterNow } from '../../api/types';
import { fieldErrors } from '../shared/field-errors';
import { TwoLines } from '../shared/Facts';
import { usePlaceNames } from '../shared/use-location-names';
import { useIdempotencyKey } from '../shared/use-idempotency-key';
import { FormDialog } from './FormDialog';
import { RegisterShifts } from './RegisterShifts';
import { Rows } from './Rows';
import shared from '../shared/shared.module.css';
import styles from './Settings.module.css';

export function Registers() {
  const registers = useQuery(registersQuery);
  const { data: terminals } = useQuery(terminalsQuery);
  const places = usePlaceNames();
  const { formatMessage } = useIntl();
  const [isAdding, setAdding] = useState(false);
  const [changed, setChanged] = useState<RegisterNow | null>(null);
  const add = (
    <Button size="sm" icon={<Plus aria-hidden="true" />} onPress={() => setAdding(true)}>
      <FormattedMessage id="settings.add_register" />
    </Button>
  );
  return (
    <>
      <Rows
        query={registers}
        title={<FormattedMessage id="settings.part.registers" />}
        action={add}
        rowKey={({ id }) => id}
        empty={
          <EmptyState
            icon={<MonitorSmartphone aria-hidden="true" />}
            title={<FormattedMessage id="settings.registers_empty" />}
          >
            <FormattedMessage id="settings.registers_empty_text" />
          </EmptyState>
        }
      >
        {(register) => (
          <TwoLines
            title={register.name}
            detail={[
              places.location(register.location_id),
              ...(terminals?.items ?? [])
                .filter(({ register_id }) => register_id === register.id)
                .map(({ name }) => name),
              formatMessage({ id: `settings.shift_mode.${register.shift_mode}` }),
              formatMessage({
                id: register.blind_count ? 'settings.blind.yes' : 'settings.blind.no',
              }),
            ].join(' · ')}
            end={
              <span className={styles.aside}>
                <span className={shared.muted}>
                  <FormattedMessage id="settings.series" values={{ series: register.series }} />
                </span>
                <Button size="sm" variant="ghost" onPress={() => setChanged(register)}>
                  <FormattedMessage id="settings.shifts.of" />
                </Button>
              </span>
            }
          />
        )}
      </Rows>
      {isAdding && <AddRegister onClose={() => setAdding(false)} />}
      {changed && <RegisterShifts register={changed} onClose={() => setChanged(null)} />}
    </>
  );
}

function AddRegister({ onClose }: { onClose: () => void }) {
  const { formatMessage } = useIntl();
  const client = useQueryClient();
  const { data: locations } = useQuery(locationsQuery);
  const [name, setName] = useState('');
  const [series, setSeries] = useState('');
  const [chosen, setChosen] = useState<string | null>(null);
  const [wasTried, setWasTried] = useState(false);
  const place = chosen ?? locations?.items[0]?.id ?? null;
  const key = useIdempotencyKey();
  const adding = useMutation({
    mutationFn: () =>
      call(
        api.POST('/v1/registers', {
          headers: idempotent(key),
          body: { location_id: place!, name: name.trim(), series: series.trim().toUpperCase() },
        }),
      ),
    onSuccess: (register) => {
      void client.invalidateQueries({ queryKey: registersQuery.queryKey });
      toast(formatMessage({ id: 'settings.added' }, { name: register.name }), { tone: 'positive' });
      onClose();
    },
  });
  const { field, rest } = fieldErrors(adding.error, ['name', 'series', 'location_id']);
  const isSeries = /^[A-Z0-9]{1,8}$/i.test(series.trim());
  return (
    <FormDialog
      size="sm"
      title={formatMessage({ id: 'settings.add_register' })}
      submit={<FormattedMessage id="settings.add" />}
      isPending={adding.isPending}
      problem={rest}
      onClose={onClose}
      onSubmit={() => {
        setWasTried(true);
        if (place && name.trim() && isSeries) adding.mutate();
      }}
    >
      <TextField
        autoFocus
        label={formatMessage({ id: 'settings.name' })}
        value={name}
        onChange={setName}
        error={
          wasTried && !name.trim() ? formatMessage({ id: 'settings.name_needed' }) : field('name')
        }
      />
      <TextField
        label={formatMessage({ id: 'settings.series_label' })}
        description={formatMessage({ id: 'settings.series_hint' })}
        value={series}
        onChange={setSeries}
        error={
          wasTried && !isSeries ? formatMessage({ id: 'settings.series_wrong' }) : field('series')
        }
      />
      <Select
        label={formatMessage({ id: 'location.label' })}
        value={place}
        onChange={setChosen}
        error={field('location_id')}
        options={(locations?.items ?? []).map(({ id, name: of }) => ({ value: id, label: of }))}
      />
    </FormDialog>
  );
}
