/** Receipts by e-mail: whether any are sent, what became of each, and how one is sent. */
import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query';
import { uuidv7 } from '../lib/uuid';
import { api, call, idempotent } from './client';
import type { ReceiptOf } from './printing';
import type { Id, SendReceipt } from './types';

export const mailSetupQuery = queryOptions({
  queryKey: ['mail-setup'],
  queryFn: ({ signal }) => call(api.GET('/v1/mail', { signal })),
  // It is said when the server starts.
  staleTime: Infinity,
});

export const receiptMailsQuery = (subject_id: Id) =>
  queryOptions({
    queryKey: ['receipt-mails', subject_id],
    queryFn: ({ signal }) =>
      call(api.GET('/v1/receipt-mails', { params: { query: { subject_id } }, signal })),
  });

export const receiptMailQuery = (id: Id) =>
  queryOptions({
    queryKey: ['receipt-mails', 'one', id],
    queryFn: ({ signal }) =>
      call(api.GET('/v1/receipt-mails/{id}', { params: { path: { id } }, signal })),
  });

/** Sends a receipt of an order or of a refund. */
export function useMailReceipt(of: ReceiptOf, onSent: () => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ key, body }: { key: string; body: SendReceipt }) => {
      const request = { params: { path: { id: of.id } }, headers: idempotent(key), body };
      return of.kind === 'order'
        ? call(api.POST('/v1/orders/{id}/mail', request))
        : call(api.POST('/v1/refunds/{id}/mail', request));
    },
    onSuccess: onSent,
    onSettled: () => client.invalidateQueries({ queryKey: receiptMailsQuery(of.id).queryKey }),
  });
}

/** Sends a message to see whether it arrives. */
export function useTestMail() {
  return useMutation({
    mutationFn: (to: string) =>
      call(api.POST('/v1/mail/test', { body: { to }, headers: idempotent(uuidv7()) })),
  });
}
