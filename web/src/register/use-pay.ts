import { useLiveState } from '../api/live';
import { useTill } from './state/till';
import { isStopped } from './state/use-shift';

/** The Pay key, wherever it stands: off while there is nothing to pay, or nobody to say how much. */
export function usePay(): { pay: () => void; canPay: boolean; isPending: boolean } {
  const { cart, totals, shift, pay, isPayPending } = useTill();
  const isOffline = useLiveState() === 'offline';
  const isRefused =
    totals.error !== null || [...totals.notices.values()].some(({ level }) => level === 'problem');
  const canPay =
    cart.lines.length > 0 && !isRefused && !isStopped(shift) && (totals.isCertain || !isOffline);
  return { canPay, isPending: isPayPending, pay: () => canPay && pay() };
}
