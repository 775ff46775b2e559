import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import { api, call } from '../../api/client';
import { locationsQuery, registersQuery } from '../../api/queries';
import type { RegisterNow } from '../../api/types';
import { toast } from '../../design';
import { RadioCards } from '../../design/RadioCards';
import { FormDialog } from './FormDialog';
import shared from '../shared/shared.module.css';

/** How the shifts to come at a register are run. */
export function RegisterShifts({
  register,
  onClose,
}: {
  register: RegisterNow;
  onClose: () => void;
}) {
  const { formatMessage } = useIntl();
  const client = useQueryClient();
  const { data: locations } = useQuery(locationsQuery);
  const [mode, setMode] = useState(register.shift_mode);
  const [isBlind, setBlind] = useState(register.blind_count);
  const location = locations?.items.find(({ id }) => id === register.location_id);
  const saving = useMutation({
    mutationFn: () =>
      call(
        api.PATCH('/v1/registers/{id}', {
          params: { path: { id: register.id } },
          body: { shift_mode: mode, blind_count: isBlind },
        }),
      ),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: registersQuery.queryKey });
      toast(formatMessage({ id: 'settings.saved' }), { tone: 'positive' });
      onClose();
    },
  });
  return (
    <FormDialog
      title={formatMessage({ id: 'settings.shifts.title' }, { name: register.name })}
      submit={<FormattedMessage id="action.save" />}
      isPending={saving.isPending}
      problem={saving.error}
      onClose={onClose}
      onSubmit={() => saving.mutate()}
    >
      <p className={shared.muted}>
        <FormattedMessage
          id={register.has_shifts ? 'settings.shifts.required' : 'settings.shifts.not_yet'}
        />{' '}
        {location && (
          <FormattedMessage
            id="settings.shifts.day"
            values={{ hour: String(location.day_starts_at_hour).padStart(2, '0') }}
          />
        )}
      </p>
      <RadioCards
        label={formatMessage({ id: 'settings.shift_mode' })}
        value={mode}
        onChange={setMode}
        options={(['register', 'person'] as const).map((value) => ({
          value,
          label: formatMessage({ id: `settings.shift_mode.${value}` }),
          description: formatMessage({ id: `settings.shift_mode.${value}_text` }),
        }))}
      />
      <RadioCards
        label={formatMessage({ id: 'settings.blind' })}
        value={isBlind ? 'yes' : 'no'}
        onChange={(value) => setBlind(value === 'yes')}
        options={(['no', 'yes'] as const).map((value) => ({
          value,
          label: formatMessage({ id: `settings.blind.${value}` }),
          description: formatMessage({ id: `settings.blind.${value}_text` }),
        }))}
      />
    </FormDialog>
  );
}
