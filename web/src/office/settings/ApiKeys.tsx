import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Check, Copy, KeyRound, Plus } from 'lucide-react';
import { useState } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import { api, call } from '../../api/client';
import type { ApiKey, NewApiKey } from '../../api/types';
import { useRoleName } from '../../app/RoleName';
import {
  Badge,
  Button,
  Confirm,
  DateTime,
  Dialog,
  EmptyState,
  ProblemNote,
  Select,
  TextField,
  toast,
} from '../../design';
import { fieldErrors } from '../shared/field-errors';
import { TwoLines } from '../shared/Facts';
import { FormDialog } from './FormDialog';
import { apiKeysQuery, rolesQuery } from './queries';
import { Rows } from './Rows';
import styles from './Settings.module.css';

/** Keys for other programs. The key itself is shown once, when it is made. */
export function ApiKeys() {
  const keys = useQuery(apiKeysQuery);
  const [isAdding, setAdding] = useState(false);
  const [made, setMade] = useState<NewApiKey | null>(null);
  const [revoking, setRevoking] = useState<ApiKey | null>(null);
  return (
    <>
      <Rows
        query={keys}
        title={<FormattedMessage id="settings.part.keys" />}
        action={
          <Button size="sm" icon={<Plus aria-hidden="true" />} onPress={() => setAdding(true)}>
            <FormattedMessage id="settings.add_key" />
          </Button>
        }
        rowKey={({ id }) => id}
        empty={
          <EmptyState
            icon={<KeyRound aria-hidden="true" />}
            title={<FormattedMessage id="settings.keys_empty" />}
          >
            <FormattedMessage id="settings.keys_empty_text" />
          </EmptyState>
        }
      >
        {(key) => (
          <TwoLines
            title={key.name}
            detail={
              <>
                <FormattedMessage
                  id="settings.key_permissions"
                  values={{ count: key.permissions.length }}
                />{' '}
                · <DateTime value={key.created_at} look="date" />
              </>
            }
            end={
              key.revoked_at ? (
                <Badge>
                  <FormattedMessage id="settings.key_revoked" />
                </Badge>
              ) : (
                <Button size="sm" variant="ghost" onPress={() => setRevoking(key)}>
                  <FormattedMessage id="settings.revoke" />
                </Button>
              )
            }
          />
        )}
      </Rows>
      {isAdding && <AddKey onClose={() => setAdding(false)} onMade={setMade} />}
      {made && <ShowOnce apiKey={made} onClose={() => setMade(null)} />}
      {revoking && <Revoke apiKey={revoking} onClose={() => setRevoking(null)} />}
    </>
  );
}

function AddKey({ onClose, onMade }: { onClose: () => void; onMade: (key: NewApiKey) => void }) {
  const { formatMessage } = useIntl();
  const client = useQueryClient();
  const [name, setName] = useState('');
  const [role, setRole] = useState('cashier');
  const roles = useQuery(rolesQuery).data?.items ?? [];
  const roleName = useRoleName();
  const permissions = roles.find(({ id }) => id === role)?.permissions ?? [];
  const [wasTried, setWasTried] = useState(false);
  const adding = useMutation({
    mutationFn: () => call(api.POST('/v1/api-keys', { body: { name: name.trim(), permissions } })),
    onSuccess: (key) => {
      void client.invalidateQueries({ queryKey: apiKeysQuery.queryKey });
      onClose();
      onMade(key);
    },
  });
  const { field, rest } = fieldErrors(adding.error, ['name', 'permissions']);
  return (
    <FormDialog
      size="sm"
      title={formatMessage({ id: 'settings.add_key' })}
      submit={<FormattedMessage id="settings.make_key" />}
      isPending={adding.isPending}
      problem={rest}
      onClose={onClose}
      onSubmit={() => {
        setWasTried(true);
        if (name.trim()) adding.mutate();
      }}
    >
      <TextField
        autoFocus
        label={formatMessage({ id: 'settings.key_name' })}
        description={formatMessage({ id: 'settings.key_name_hint' })}
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
        error={field('permissions')}
        options={roles.map(({ id, name }) => ({
          value: id,
          label: roleName({ role: id, role_name: name }),
        }))}
      />
    </FormDialog>
  );
}

function ShowOnce({ apiKey, onClose }: { apiKey: NewApiKey; onClose: () => void }) {
  const { formatMessage } = useIntl();
  const [wasCopied, setCopied] = useState(false);
  const copying = useMutation({
    mutationFn: () => navigator.clipboard.writeText(apiKey.secret),
    onSuccess: () => setCopied(true),
  });
  return (
    <Dialog
      isOpen
      // A slip of the finger must not lose what cannot be shown again.
      isBlocking
      title={formatMessage({ id: 'settings.key_once' }, { name: apiKey.name })}
      onClose={onClose}
      footer={
        <Button variant="primary" onPress={onClose}>
          <FormattedMessage id="settings.key_kept" />
        </Button>
      }
    >
      <div className={styles.once}>
        <p>
          <FormattedMessage id="settings.key_once_text" />
        </p>
        <div className={styles.secret}>
          <code data-secret>{apiKey.secret}</code>
          <Button
            size="sm"
            icon={wasCopied ? <Check aria-hidden="true" /> : <Copy aria-hidden="true" />}
            onPress={() => copying.mutate()}
          >
            <FormattedMessage id={wasCopied ? 'settings.copied' : 'settings.copy'} />
          </Button>
        </div>
      </div>
    </Dialog>
  );
}

function Revoke({ apiKey, onClose }: { apiKey: ApiKey; onClose: () => void }) {
  const { formatMessage } = useIntl();
  const client = useQueryClient();
  const revoking = useMutation({
    mutationFn: () =>
      call(api.DELETE('/v1/api-keys/{id}', { params: { path: { id: apiKey.id } } })),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: apiKeysQuery.queryKey });
      toast(formatMessage({ id: 'settings.key_gone' }, { name: apiKey.name }));
      onClose();
    },
  });
  return (
    <Confirm
      isOpen
      title={formatMessage({ id: 'settings.revoke_title' }, { name: apiKey.name })}
      confirmLabel={formatMessage({ id: 'settings.revoke' })}
      isPending={revoking.isPending}
      onConfirm={() => revoking.mutate()}
      onClose={onClose}
    >
      <FormattedMessage id="settings.revoke_text" />
      {revoking.error && <ProblemNote error={revoking.error} />}
    </Confirm>
  );
}
