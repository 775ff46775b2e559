import type { CashMovement, ShiftReport } from '../api/types';
import type { MessageId } from '../messages';

/** What people moved in the drawer; what opening and closing moved by themselves stands elsewhere. */
export function movesByHand({ cash_movements }: ShiftReport): CashMovement[] {
  return cash_movements.filter(({ kind }) => !['float', 'difference', 'closing'].includes(kind));
}

/** What a payment that is not certain yet is, in words. */
export function openPaymentText(isRefund: boolean, isUnknown: boolean): MessageId {
  if (isRefund) return isUnknown ? 'shift.open.refund_unknown' : 'shift.open.refund';
  return isUnknown ? 'shift.open.payment_unknown' : 'shift.open.payment';
}
