import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Plus, UserRound } from 'lucide-react';
import { useState } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import { api, call, idempotent } from '../../api/client';
import type { Staff } from '../../api/types';
import { RoleName, useRoleName } from '../../app/RoleName';
import { Badge, Button, EmptyState, Select, TextField, toast } from '../../design';
import { ExportButton } from '../shared/ExportButton';
import { fieldErrors } from '../shared/field-errors';
import { TwoLines } from '../shared/Facts';
import { useIdempotencyKey } from '../shared/use-idempotency-key';
import { EditPerson } from './EditPerson';
import { FormDialog } from './FormDialog';
import { rolesQuery, staffQuery } from './queries';
import { Rows } from './Rows';
import { useRolesToGive } from './use-roles-to-give';
import styles from './Settings.module.css';
import shared from '../shared/shared.module.css';

export function People() {
  const staff = useQuery(staffQuery);
  const { formatMessage } = useIntl();
  const roles = useQuery(rolesQuery).data?.items;
  const rolesToGive = useRolesToGive();
  const [isAdding, setAdding] = useState(false);
  const [edited, setEdited] = useState<Staff | null>(null);
  const mayChange = (person: Staff) =>
    rolesToGive(roles ?? []).some((role) => role.id === person.role);
  return (
    <>
      <Rows
        query={staff}
        title={<FormattedMessage id="settings.part.people" />}
        action={
          <span className={styles.end}>
            <ExportButton size="sm" file="/v1/staff/export" />
            <Button size="sm" icon={<Plus aria-hidden="true" />} onPress={() => setAdding(true)}>
              <FormattedMessage id="settings.add_person" />
            </Button>
          </span>
        }
        rowKey={({ id }) => id}
        empty={
          <EmptyState
            icon={<UserRound aria-hidden="true" />}
            title={<FormattedMessage id="settings.people_empty" />}
          />
        }
      >
        {(person) => (
          <TwoLines
            title={person.name}
            detail={person.email ?? <FormattedMessage id="settings.pin_only" />}
            end={
              <span className={styles.aside}>
                <Badge tone={person.active && person.role === 'owner' ? 'accent' : 'neutral'}>
                  {person.active ? (
                    <RoleName of={person} />
                  ) : (
                    <FormattedMessage id="settings.person_inactive" />
                  )}
                </Badge>
                {mayChange(person) ? (
                  <Button
                    size="sm"
                    variant="ghost"
                    aria-label={formatMessage({ id: 'settings.change_of' }, { name: person.name })}
                    onPress={() => setEdited(person)}
                  >
                    <FormattedMessage id="settings.change" />
                  </Button>
                ) : (
                  roles && (
                    <span className={styles.quiet}>
                      <FormattedMessage id="settings.beyond_you" />
                    </span>
                  )
                )}
              </span>
            }
          />
        )}
      </Rows>
      {isAdding && <AddPerson onClose={() => setAdding(false)} />}
      {edited && <EditPerson person={edited} onClose={() => setEdited(null)} />}
    </>
  );
}

function AddPerson({ onClose }: { onClose: () => void }) {
  const { formatMessage } = useIntl();
  const client = useQueryClient();
  const [name, setName] = useState('');
  const [role, setRole] = useState('cashier');
  const roles = useQuery(rolesQuery);
  const roleName = useRoleName();
  const rolesToGive = useRolesToGive();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [pin, setPin] = useState('');
  const [wasTried, setWasTried] = useState(false);
  const key = useIdempotencyKey();
  const adding = useMutation({
    mutationFn: () =>
      call(
        api.POST('/v1/staff', {
          headers: idempotent(key),
          body: {
            name: name.trim(),
            role,
            ...(pin.trim() ? { pin: pin.trim() } : {}),
            ...(email.trim() ? { email: email.trim(), password } : {}),
          },
        }),
      ),
    onSuccess: (person) => {
      void client.invalidateQueries({ queryKey: staffQuery.queryKey });
      toast(formatMessage({ id: 'settings.added' }, { name: person.name }), { tone: 'positive' });
      onClose();
    },
  });
  const { field, rest } = fieldErrors(adding.error, ['name', 'role', 'email', 'password', 'pin']);
  const pinError = pin.trim() && !/^\d{4,8}$/.test(pin.trim());
  const canSignIn = !!pin.trim() || !!email.trim();
  return (
    <FormDialog
      title={formatMessage({ id: 'settings.add_person' })}
      submit={<FormattedMessage id="settings.add" />}
      isPending={adding.isPending}
      problem={rest}
      onClose={onClose}
      onSubmit={() => {
        setWasTried(true);
        if (name.trim() && canSignIn && !pinError) adding.mutate();
      }}
    >
      <div className={shared.pair}>
        <TextField
          autoFocus
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
          options={rolesToGive(roles.data?.items ?? []).map(({ id, name }) => ({
            value: id,
            label: roleName({ role: id, role_name: name }),
          }))}
        />
      </div>
      <TextField
        label={formatMessage({ id: 'settings.pin' })}
        description={formatMessage({ id: 'settings.pin_hint' })}
        type="password"
        inputMode="numeric"
        autoComplete="off"
        value={pin}
        onChange={setPin}
        error={
          wasTried && (pinError || !canSignIn)
            ? formatMessage({ id: pinError ? 'settings.pin_wrong' : 'settings.sign_in_needed' })
            : field('pin')
        }
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
          label={formatMessage({ id: 'sign_in.password' })}
          type="password"
          autoComplete="new-password"
          value={password}
          onChange={setPassword}
          error={field('password')}
        />
      </div>
    </FormDialog>
  );
}
