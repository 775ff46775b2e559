/** Receipts, printers, and what is printed: what can be read, and how something is printed. */
import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { uuidv7 } from '../lib/uuid';
import { api, call, idempotent } from './client';
import type { Id, PrintJob, ReceiptKind, Slip } from './types';

export const receiptSettingsQuery = queryOptions({
  queryKey: ['receipt-settings'],
  queryFn: ({ signal }) => call(api.GET('/v1/receipt-settings', { signal })),
});

export const printerProfilesQuery = queryOptions({
  queryKey: ['printer-profiles'],
  queryFn: ({ signal }) => call(api.GET('/v1/printer-profiles', { signal })),
  staleTime: Infinity,
});

export const printersQuery = queryOptions({
  queryKey: ['printers'],
  queryFn: ({ signal }) => call(api.GET('/v1/printers', { signal })),
  staleTime: Infinity,
});

export const registerPrintersQuery = queryOptions({
  queryKey: ['register-printers'],
  queryFn: ({ signal }) => call(api.GET('/v1/register-printers', { signal })),
  staleTime: Infinity,
});

export const printerStatusQuery = (id: Id) =>
  queryOptions({
    queryKey: ['printer-status', id],
    queryFn: ({ signal }) =>
      call(api.GET('/v1/printers/{id}/status', { params: { path: { id } }, signal })),
  });

export const receiptQuery = ({ kind, id }: ReceiptOf) =>
  queryOptions({
    queryKey: ['receipt', id],
    queryFn: async ({ signal }) => {
      const request = { params: { path: { id } }, signal };
      const asked =
        kind === 'order'
          ? call(api.GET('/v1/orders/{id}/receipt', request))
          : call(api.GET('/v1/refunds/{id}/receipt', request));
      // The other forms, which are texts, come only where they are asked for.
      return (await asked) as Slip;
    },
  });

/** Where the receipt is as a file; a gift receipt is one of a sale. */
export const receiptFile = ({ kind, id }: ReceiptOf, which: ReceiptKind = 'original') =>
  kind === 'order'
    ? `/v1/orders/${id}/receipt?format=pdf&kind=${which}`
    : `/v1/refunds/${id}/receipt?format=pdf`;

export const printJobsQuery = (subject_id: Id) =>
  queryOptions({
    queryKey: ['print-jobs', subject_id],
    queryFn: ({ signal }) =>
      call(api.GET('/v1/print-jobs', { params: { query: { subject_id } }, signal })),
  });

/** The printer that a register uses; null where it has none, undefined as long as nobody knows. */
export function useRegisterPrinter(registerId: Id): Id | null | undefined {
  const { data } = useQuery(registerPrintersQuery);
  if (!data) return undefined;
  return data.items.find(({ register_id }) => register_id === registerId)?.printer_id ?? null;
}

/** Whether the original of a receipt has been printed, or may have been: after that there are copies. */
export function isPrinted(jobs: readonly PrintJob[] | undefined): boolean {
  return (jobs ?? []).some(
    ({ content, state }) => (content === 'receipt' || content === 'refund') && state !== 'failed',
  );
}

/** What a receipt is of. */
export interface ReceiptOf {
  kind: 'order' | 'refund';
  id: Id;
}

/** Prints a receipt of an order or of a refund, which has no gift receipt. */
export function usePrintReceipt(of: ReceiptOf, where: { register_id?: Id; printer_id?: Id }) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: (kind: ReceiptKind) => {
      const request = { params: { path: { id: of.id } }, headers: idempotent(uuidv7()) };
      return of.kind === 'order'
        ? call(api.POST('/v1/orders/{id}/print', { ...request, body: { kind, ...where } }))
        : call(
            api.POST('/v1/refunds/{id}/print', {
              ...request,
              body: { copy: kind === 'copy', ...where },
            }),
          );
    },
    onSettled: () => client.invalidateQueries({ queryKey: printJobsQuery(of.id).queryKey }),
  });
}
