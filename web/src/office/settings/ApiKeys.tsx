import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Check, Copy, KeyRound, Plus } from 'lucide-react';
import { useState } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import { api, call } from '../../api/client';
import type { ApiKey, NewApiKey, Permission, Timestamp } from '../../api/types';
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
import { PERMISSIONS } from './permission-list';
import { PermissionChecks } from './permissions';
import { apiKeysQuery } from './queries';
import { Rows } from './Rows';
import shared from '../shared/shared.module.css';
import styles from './Settings.module.css';

/** Keys for other programs. The key itself is shown once, when it is made. */
export function ApiKeys() {
  const { formatMessage } = useIntl();
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
            detail={<KeyDetail apiKey={key} />}
            end={
              key.revoked_at ? (
                <Badge>
                  <FormattedMessage id="settings.key_revoked" />
                </Badge>
              ) : isOver(key.expires_at) ? (
                <Badge tone="warning">
                  <FormattedMessage id="settings.key_expired" />
                </Badge>
              ) : (
                <Button
                  size="sm"
                  variant="ghost"
                  aria-label={formatMessage({ id: 'settings.revoke_title' }, { name: key.name })}
                  onPress={() => setRevoking(key)}
                >
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

const isOver = (at: Timestamp | null): boolean => at !== null && Date.parse(at) <= Date.now();

/** What a key may do, and its life: made, last used, until when. */
function KeyDetail({ apiKey: key }: { apiKey: ApiKey }) {
  const { formatMessage } = useIntl();
  const isEverything = PERMISSIONS.every((one) => key.permissions.includes(one));
  return (
    <>
      {isEverything ? (
        <FormattedMessage id="settings.key_everything" />
      ) : (
        key.permissions.map((one) => formatMessage({ id: `permission.${one}` })).join(', ')
      )}
      <br />
      <FormattedMessage
        id="settings.key_made"
        values={{ at: <DateTime value={key.created_at} look="date" /> }}
      />{' '}
      ·{' '}
      {key.last_used_at ? (
        <FormattedMessage
          id="settings.last_used"
          values={{ at: <DateTime value={key.last_used_at} /> }}
        />
      ) : (
        <FormattedMessage id="settings.key_unused" />
      )}
      {key.expires_at && (
        <>
          {' '}
          ·{' '}
          <FormattedMessage
            id="settings.key_until"
            values={{ at: <DateTime value={key.expires_at} look="date" /> }}
          />
        </>
      )}
    </>
  );
}

/** How long a key may last, in days. */
const LIVES = { month: 30, quarter: 90, year: 365, ever: null } as const;
type Life = keyof typeof LIVES;

function AddKey({ onClose, onMade }: { onClose: () => void; onMade: (key: NewApiKey) => void }) {
  const { formatMessage } = useIntl();
  const client = useQueryClient();
  const [name, setName] = useState('');
  const [permissions, setPermissions] = useState<readonly Permission[]>(['look']);
  const [life, setLife] = useState<Life>('year');
  const [wasTried, setWasTried] = useState(false);
  const adding = useMutation({
    mutationFn: () => {
      const days = LIVES[life];
      const end = days === null ? null : new Date(Date.now() + days * 86_400_000).toISOString();
      const body = { name: name.trim(), permissions: [...permissions], expires_at: end };
      return call(api.POST('/v1/api-keys', { body }));
    },
    onSuccess: (key) => {
      void client.invalidateQueries({ queryKey: apiKeysQuery.queryKey });
      onClose();
      onMade(key);
    },
  });
  const { field, rest } = fieldErrors(adding.error, ['name', 'permissions', 'expires_at']);
  return (
    <FormDialog
      title={formatMessage({ id: 'settings.add_key' })}
      submit={<FormattedMessage id="settings.make_key" />}
      isPending={adding.isPending}
      problem={rest}
      onClose={onClose}
      onSubmit={() => {
        setWasTried(true);
        if (name.trim() && permissions.length > 0) adding.mutate();
      }}
    >
      <div className={shared.pair}>
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
        <Select<Life>
          label={formatMessage({ id: 'settings.key_life' })}
          value={life}
          onChange={setLife}
          error={field('expires_at')}
          options={(Object.keys(LIVES) as Life[]).map((of) => ({
            value: of,
            label: formatMessage({ id: `settings.key_life.${of}` }),
          }))}
        />
      </div>
      <PermissionChecks
        label={formatMessage({ id: 'settings.may' })}
        value={permissions}
        onChange={setPermissions}
        error={
          wasTried && permissions.length === 0
            ? formatMessage({ id: 'settings.permission_needed' })
            : field('permissions')
        }
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
