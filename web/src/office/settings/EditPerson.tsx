import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import { api, call, idempotent } from '../../api/client';
import { useSession } from '../../api/session';
import type { Staff, StaffPatch } from '../../api/types';
import { useRoleName } from '../../app/RoleName';
import { Button, Select, TextField, toast } from '../../design';
import { fieldErrors } from '../shared/field-errors';
import { useIdempotencyKey } from '../shared/use-idempotency-key';
import { FormDialog } from './FormDialog';
import { SignIns } from './SignIns';
import { rolesQuery, staffQuery } from './queries';
import { useRolesToGive } from './use-roles-to-give';
import shared from '../shared/shared.module.css';
import styles from './Permissions.module.css';

/** A person's role, sign-in and sign-ins, and the end of their work here. */
export function EditPerson({ person, onClose }: { person: Staff; onClose: () => void }) {
  const { formatMessage } = useIntl();
  const client = useQueryClient();
  const session = useSession();
  const { data: roles } = useQuery(rolesQuery);
  const roleName = useRoleName();
  const rolesToGive = useRolesToGive();
  const [name, setName] = useState(person.name);
  const [role, setRole] = useState(person.role);
  const [email, setEmail] = useState(person.email ?? '');
  const [password, setPassword] = useState('');
  const [pin, setPin] = useState('');
  const [wasTried, setWasTried] = useState(false);
  const key = useIdempotencyKey();
  const saving = useMutation({
    mutationFn: (body: StaffPatch) =>
      call(
        api.PATCH('/v1/staff/{id}', {
          headers: idempotent(key),
          params: { path: { id: person.id } },
          body,
        }),
      ),
    onSuccess: (saved) => {
      void client.invalidateQueries({ queryKey: staffQuery.queryKey });
      void client.invalidateQueries({ queryKey: rolesQuery.queryKey });
      toast(formatMessage({ id: 'settings.person_saved' }, { name: saved.name }), {
        tone: 'positive',
      });
      onClose();
    },
  });
  const { field, rest } = fieldErrors(saving.error, ['name', 'role', 'email', 'password', 'pin']);
  const pinError = pin.trim() && !/^\d{4,8}$/.test(pin.trim());
  const isSelf = session.staff.id === person.id;
  return (
    <FormDialog
      title={formatMessage({ id: 'settings.change_of' }, { name: person.name })}
      submit={<FormattedMessage id="action.save" />}
      isPending={saving.isPending}
      problem={rest}
      onClose={onClose}
      onSubmit={() => {
        setWasTried(true);
        if (!name.trim() || pinError) return;
        saving.mutate({
          ...(name.trim() !== person.name ? { name: name.trim() } : {}),
          ...(role !== person.role ? { role } : {}),
          ...(email.trim() !== (person.email ?? '') ? { email: email.trim() } : {}),
          ...(password ? { password } : {}),
          ...(pin.trim() ? { pin: pin.trim() } : {}),
        });
      }}
    >
      <div className={shared.pair}>
        <TextField
          label={formatMessage({ id: 'settings.name' })}
          value={name}
          onChange={setName}
          error={
            wasTried && !name.trim() ? formatMessage({ id: 'settings.name_needed' }) : field('name')
          }
        />
        <Select
          label={formatMessage({ id: 'settings.role' })}
          value={role}
          onChange={setRole}
          error={field('role')}
          options={rolesToGive(roles?.items ?? []).map(({ id, name: of }) => ({
            value: id,
            label: roleName({ role: id, role_name: of }),
          }))}
        />
      </div>
      <TextField
        label={formatMessage({ id: 'settings.new_pin' })}
        description={formatMessage({ id: 'settings.new_secret_hint' })}
        type="password"
        inputMode="numeric"
        autoComplete="off"
        value={pin}
        onChange={setPin}
        error={wasTried && pinError ? formatMessage({ id: 'settings.pin_wrong' }) : field('pin')}
      />
      <div className={shared.pair}>
        <TextField
          label={formatMessage({ id: 'sign_in.email' })}
          type="email"
          autoComplete="off"
          value={email}
          onChange={setEmail}
          error={field('email')}
        />
        <TextField
          label={formatMessage({ id: 'settings.new_password' })}
          type="password"
          autoComplete="new-password"
          value={password}
          onChange={setPassword}
          error={field('password')}
        />
      </div>
      <SignIns staffId={person.id} />
      {!isSelf && (
        <div className={styles.foot}>
          <span className={shared.muted}>
            <FormattedMessage
              id={person.active ? 'settings.deactivate_text' : 'settings.activate_text'}
            />
          </span>
          <Button
            size="sm"
            variant={person.active ? 'danger' : 'secondary'}
            isPending={saving.isPending}
            onPress={() => saving.mutate({ active: !person.active })}
          >
            <FormattedMessage id={person.active ? 'settings.deactivate' : 'settings.activate'} />
          </Button>
        </div>
      )}
    </FormDialog>
  );
}
