import { useSession } from '../../api/session';
import type { Role } from '../../api/types';

/** Narrows roles to those that the person signed in may give: none that allows more than they may do. */
export function useRolesToGive(): (roles: readonly Role[]) => readonly Role[] {
  const { permissions: own } = useSession();
  return (roles) => roles.filter((role) => role.permissions.every((one) => own.includes(one)));
}
