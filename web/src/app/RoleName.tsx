import { FormattedMessage, useIntl } from 'react-intl';
import type { Staff } from '../api/types';

type Named = Pick<Staff, 'role' | 'role_name'>;

/** The roles that every shop has; one of the shop's own goes by the name it was given. */
const FIXED = ['owner', 'manager', 'cashier', 'accountant'] as const;

export function RoleName({ of }: { of: Named }) {
  const fixed = FIXED.find((role) => role === of.role);
  return fixed ? <FormattedMessage id={`role.${fixed}`} /> : of.role_name;
}

/** The same as a text, for lists to choose from. */
export function useRoleName(): (of: Named) => string {
  const { formatMessage } = useIntl();
  return (of) => {
    const fixed = FIXED.find((role) => role === of.role);
    return fixed ? formatMessage({ id: `role.${fixed}` }) : of.role_name;
  };
}
