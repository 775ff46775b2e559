/** Trying again to give back what a terminal refused to: each try is an attempt of its own. */
import { useMutation } from '@tanstack/react-query';
import { api, call } from './client';
import { queryClient } from './query-client';
import type { Payment, Refund } from './types';

const UNDER_WAY = new Set(['created', 'pending', 'unknown']);

/** Whether money of a refund did not go back, and nothing that may still give it is under way. */
export function hasFailed(refund: Refund): boolean {
  return refund.state === 'pending' && !refund.payments.some(({ state }) => UNDER_WAY.has(state));
}

/** What was tried last by each payment. */
export function lastTried(refund: Refund): Refund['payments'] {
  return refund.payments.filter(
    ({ payment_id }, at) =>
      !refund.payments.slice(at + 1).some((later) => later.payment_id === payment_id),
  );
}

/** Whether the deposit of an order that was given up did not go back. */
export function depositHasFailed({ attempts }: Payment): boolean {
  const last = attempts.at(-1);
  return last?.kind === 'refund' && (last.state === 'failed' || last.state === 'expired');
}

async function refresh(): Promise<void> {
  await Promise.all(
    ['order', 'payments', 'payment', 'dashboard'].map((key) =>
      queryClient.invalidateQueries({ queryKey: [key] }),
    ),
  );
}

export function useRetryRefund({ id }: Refund) {
  return useMutation({
    mutationFn: () =>
      call(api.POST('/v1/refunds/{id}/attempts', { params: { path: { id } }, body: {} })),
    onSuccess: refresh,
  });
}

export function useRetryDeposit({ id }: Payment) {
  return useMutation({
    mutationFn: () =>
      call(api.POST('/v1/payments/{id}/attempts', { params: { path: { id } }, body: {} })),
    onSuccess: refresh,
  });
}
