import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Check, Plus } from 'lucide-react';
import { useState } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import { api, call, idempotent } from '../../api/client';
import { useSession } from '../../api/session';
import type { Permission, Role } from '../../api/types';
import { RoleName } from '../../app/RoleName';
import {
  Button,
  Card,
  Confirm,
  ErrorState,
  Loading,
  ProblemNote,
  Skeleton,
  TextField,
  toast,
} from '../../design';
import { fieldErrors } from '../shared/field-errors';
import { useIdempotencyKey } from '../shared/use-idempotency-key';
import { FormDialog } from './FormDialog';
import { PERMISSIONS } from './permission-list';
import { PermissionChecks } from './permissions';
import { rolesQuery } from './queries';
import shared from '../shared/shared.module.css';
import styles from './Permissions.module.css';
import page from './Settings.module.css';

/** Who may do what: the fixed roles and the shop's own, side by side. */
export function Roles() {
  const { data, error, refetch, isFetching } = useQuery(rolesQuery);
  const [edited, setEdited] = useState<Role | 'new' | null>(null);
  const [removed, setRemoved] = useState<Role | null>(null);
  return (
    <>
      <Card
        flush
        title={<FormattedMessage id="settings.part.roles" />}
        action={
          <Button size="sm" icon={<Plus aria-hidden="true" />} onPress={() => setEdited('new')}>
            <FormattedMessage id="settings.add_role" />
          </Button>
        }
      >
        {data ? (
          <Matrix roles={data.items} onEdit={setEdited} onRemove={setRemoved} />
        ) : error ? (
          <ErrorState error={error} onRetry={() => void refetch()} isRetrying={isFetching} />
        ) : (
          <Loading>
            <div className={page.skeleton}>
              {Array.from({ length: 6 }, (_, index) => (
                <Skeleton key={index} height="36px" />
              ))}
            </div>
          </Loading>
        )}
      </Card>
      {edited && (
        <EditRole role={edited === 'new' ? null : edited} onClose={() => setEdited(null)} />
      )}
      {removed && <RemoveRole role={removed} onClose={() => setRemoved(null)} />}
    </>
  );
}

function Matrix({
  roles,
  onEdit,
  onRemove,
}: {
  roles: readonly Role[];
  onEdit: (role: Role) => void;
  onRemove: (role: Role) => void;
}) {
  const { formatMessage } = useIntl();
  const { permissions: own } = useSession();
  const isBeyond = (role: Role) => role.permissions.some((one) => !own.includes(one));
  return (
    <div
      className={styles.scroll}
      role="region"
      // A region that scrolls is reached by keyboard too.
      // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
      tabIndex={0}
      aria-label={formatMessage({ id: 'settings.part.roles' })}
    >
      <table className={styles.matrix}>
        <thead>
          <tr>
            <th scope="col">
              <FormattedMessage id="settings.may" />
            </th>
            {roles.map((role) => (
              <th key={role.id} scope="col" className={styles.role}>
                <RoleName of={{ role: role.id, role_name: role.name }} />
                <span className={styles.count}>
                  <FormattedMessage
                    id="settings.role_people"
                    values={{ count: role.staff_count }}
                  />
                </span>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {PERMISSIONS.map((permission) => (
            <tr key={permission}>
              <th scope="row">
                <FormattedMessage id={`permission.${permission}`} />
              </th>
              {roles.map((role) => (
                <td key={role.id}>
                  <Mark isOn={role.permissions.includes(permission)} />
                </td>
              ))}
            </tr>
          ))}
          <tr>
            <th scope="row">
              <FormattedMessage id="settings.max_discount" />
            </th>
            {roles.map((role) => (
              <td key={role.id}>
                {role.permissions.includes('discount_freely') ? (
                  <FormattedMessage id="settings.max_discount_any" />
                ) : Number(role.max_discount) === 0 ? (
                  <Mark isOn={false} />
                ) : (
                  <FormattedMessage
                    id="settings.max_discount_up_to"
                    values={{ percent: Number(role.max_discount) }}
                  />
                )}
              </td>
            ))}
          </tr>
          <tr>
            <th scope="row" className={shared.muted}>
              <FormattedMessage id="settings.role_fixed_hint" />
            </th>
            {roles.map((role) => (
              <td key={role.id}>
                {role.fixed ? null : isBeyond(role) ? (
                  <span className={styles.count}>
                    <FormattedMessage id="settings.beyond_you" />
                  </span>
                ) : (
                  <>
                    <Button
                      size="sm"
                      variant="ghost"
                      aria-label={formatMessage({ id: 'settings.change_of' }, { name: role.name })}
                      onPress={() => onEdit(role)}
                    >
                      <FormattedMessage id="settings.change" />
                    </Button>
                    <Button
                      size="sm"
                      variant="ghost"
                      aria-label={formatMessage({ id: 'settings.remove_of' }, { name: role.name })}
                      onPress={() => onRemove(role)}
                    >
                      <FormattedMessage id="settings.remove" />
                    </Button>
                  </>
                )}
              </td>
            ))}
          </tr>
        </tbody>
      </table>
    </div>
  );
}

function Mark({ isOn }: { isOn: boolean }) {
  const { formatMessage } = useIntl();
  return isOn ? (
    <span className={styles.yes} role="img" aria-label={formatMessage({ id: 'settings.yes' })}>
      <Check aria-hidden="true" />
    </span>
  ) : (
    <span className={styles.no} role="img" aria-label={formatMessage({ id: 'settings.no' })}>
      –
    </span>
  );
}

function EditRole({ role, onClose }: { role: Role | null; onClose: () => void }) {
  const { formatMessage } = useIntl();
  const client = useQueryClient();
  const [name, setName] = useState(role?.name ?? '');
  const [permissions, setPermissions] = useState<readonly Permission[]>(
    role?.permissions ?? ['look'],
  );
  const [limit, setLimit] = useState(String(Number(role?.max_discount ?? 10)));
  const [wasTried, setWasTried] = useState(false);
  const isFree = permissions.includes('discount_freely');
  const maxDiscount = limit.trim().replace(',', '.') || '0';
  const isLimitWrong = !/^\d{1,3}(\.\d{1,4})?$/.test(maxDiscount) || Number(maxDiscount) > 100;
  const key = useIdempotencyKey();
  const saving = useMutation({
    mutationFn: () => {
      const body = {
        name: name.trim(),
        permissions: [...permissions],
        ...(!isFree && { max_discount: maxDiscount }),
      };
      const headers = idempotent(key);
      return role
        ? call(api.PATCH('/v1/roles/{id}', { headers, params: { path: { id: role.id } }, body }))
        : call(api.POST('/v1/roles', { headers, body }));
    },
    onSuccess: (saved) => {
      void client.invalidateQueries({ queryKey: rolesQuery.queryKey });
      toast(
        formatMessage({ id: role ? 'settings.saved' : 'settings.added' }, { name: saved.name }),
        {
          tone: 'positive',
        },
      );
      onClose();
    },
  });
  const { field, rest } = fieldErrors(saving.error, ['name', 'permissions', 'max_discount']);
  return (
    <FormDialog
      title={
        role
          ? formatMessage({ id: 'settings.change_of' }, { name: role.name })
          : formatMessage({ id: 'settings.add_role' })
      }
      submit={<FormattedMessage id={role ? 'action.save' : 'settings.add'} />}
      isPending={saving.isPending}
      problem={rest}
      onClose={onClose}
      onSubmit={() => {
        setWasTried(true);
        if (name.trim() && permissions.length > 0 && (isFree || !isLimitWrong)) saving.mutate();
      }}
    >
      <TextField
        autoFocus
        label={formatMessage({ id: 'settings.role_name' })}
        description={formatMessage({ id: 'settings.role_name_hint' })}
        value={name}
        onChange={setName}
        error={
          wasTried && !name.trim() ? formatMessage({ id: 'settings.name_needed' }) : field('name')
        }
      />
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
      {!isFree && (
        <TextField
          inputMode="decimal"
          label={formatMessage({ id: 'settings.max_discount_of' })}
          description={formatMessage({ id: 'settings.max_discount_hint' })}
          value={limit}
          onChange={setLimit}
          error={
            wasTried && isLimitWrong
              ? formatMessage({ id: 'settings.max_discount_wrong' })
              : field('max_discount')
          }
        />
      )}
    </FormDialog>
  );
}

function RemoveRole({ role, onClose }: { role: Role; onClose: () => void }) {
  const { formatMessage } = useIntl();
  const client = useQueryClient();
  const removing = useMutation({
    mutationFn: () => call(api.DELETE('/v1/roles/{id}', { params: { path: { id: role.id } } })),
    onSuccess: () => {
      void client.invalidateQueries({ queryKey: rolesQuery.queryKey });
      toast(formatMessage({ id: 'settings.role_gone' }, { name: role.name }));
      onClose();
    },
  });
  return (
    <Confirm
      isOpen
      title={formatMessage({ id: 'settings.remove_of' }, { name: role.name })}
      confirmLabel={formatMessage({ id: 'settings.remove' })}
      isPending={removing.isPending}
      onConfirm={() => removing.mutate()}
      onClose={onClose}
    >
      <FormattedMessage id="settings.role_remove_text" />
      {removing.error && <ProblemNote error={removing.error} />}
    </Confirm>
  );
}
