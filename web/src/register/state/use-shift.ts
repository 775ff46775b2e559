import { useQuery } from '@tanstack/react-query';
import { registersQuery } from '../../api/queries';
import { useSession } from '../../api/session';
import type { OpenShift } from '../../api/types';

/** The shift of this register, as far as this person may sell in it. */
export type ShiftNow =
  /** Not read yet: the server decides. */
  | { is: 'unknown' }
  /** The register is not run by shifts: it never had one. */
  | { is: 'none' }
  | { is: 'closed' }
  | { is: 'open'; shift: OpenShift }
  /** Open, and somebody else answers for its drawer. */
  | { is: 'of_another'; shift: OpenShift };

/** Live: opened or closed elsewhere, it is so here at once. */
export function useShiftNow(): ShiftNow {
  const { register, staff } = useSession();
  const { data } = useQuery(registersQuery);
  const now = data?.items.find(({ id }) => id === register?.id);
  if (!now) return { is: 'unknown' };
  const { has_shifts, open_shift: shift } = now;
  if (!shift) return { is: has_shifts ? 'closed' : 'none' };
  return { is: shift.staff_id && shift.staff_id !== staff.id ? 'of_another' : 'open', shift };
}

/** Whether nothing can be sold or given back until something is done about the shift. */
export function isStopped({ is }: ShiftNow): boolean {
  return is === 'closed' || is === 'of_another';
}
