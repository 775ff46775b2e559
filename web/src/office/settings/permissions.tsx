import { FormattedMessage, useIntl } from 'react-intl';
import { useSession } from '../../api/session';
import type { Permission } from '../../api/types';
import { Checkbox } from '../../design';
import { PERMISSIONS } from './permission-list';
import styles from './Permissions.module.css';

/** What may be allowed, to be ticked. What one may not do oneself cannot be given, and says so. */
export function PermissionChecks({
  label,
  value,
  onChange,
  error,
}: {
  label: string;
  value: readonly Permission[];
  onChange: (permissions: Permission[]) => void;
  error?: string;
}) {
  const { formatMessage } = useIntl();
  const { permissions: own } = useSession();
  const isLimited = PERMISSIONS.some((permission) => !own.includes(permission));
  return (
    <fieldset className={styles.checks} aria-invalid={!!error}>
      <legend className={styles.legend}>{label}</legend>
      {PERMISSIONS.map((permission) => (
        <Checkbox
          key={permission}
          isSelected={value.includes(permission)}
          isDisabled={!own.includes(permission)}
          onChange={(isOn) =>
            onChange(PERMISSIONS.filter((one) => (one === permission ? isOn : value.includes(one))))
          }
        >
          {formatMessage({ id: `permission.${permission}` })}
        </Checkbox>
      ))}
      {isLimited && (
        <p className={styles.hint}>
          <FormattedMessage id="settings.permissions_limited" />
        </p>
      )}
      {error && (
        <p role="alert" className={styles.error}>
          {error}
        </p>
      )}
    </fieldset>
  );
}
