import { queryOptions } from '@tanstack/react-query';
import { api, call } from '../../api/client';
import type { Id, Import, ImportKind, ImportRow, QueryOf } from '../../api/types';
import type { ListSource } from '../shared/use-list';

export const importQuery = (id: Id) =>
  queryOptions({
    queryKey: ['imports', id],
    queryFn: ({ signal }) =>
      call(api.GET('/v1/imports/{id}', { params: { path: { id } }, signal })),
  });

export const importsSource: ListSource<Import> = {
  key: ['imports', 'list'],
  read: (page, signal) => call(api.GET('/v1/imports', { params: { query: page }, signal })),
  id: ({ id }) => id,
};

export type RowOutcome = NonNullable<QueryOf<'/v1/imports/{id}/rows'>['outcome']>;

/** `run` tells the rows of a dry run from those of the run after it. */
export const importRowsSource = (
  id: Id,
  run: string,
  outcome: RowOutcome | undefined,
): ListSource<ImportRow> => ({
  key: ['imports', id, 'rows', run, outcome],
  read: (page, signal) =>
    call(
      api.GET('/v1/imports/{id}/rows', {
        params: { path: { id }, query: { outcome, ...page } },
        signal,
      }),
    ),
  id: ({ row }) => String(row),
});

/** Sends a file as it is; the server finds out how it is written. */
export function sendFile(file: File, kind: ImportKind): Promise<Import> {
  return call(
    api.POST('/v1/imports', {
      params: { query: { kind, file_name: file.name } },
      body: file as unknown as string,
      bodySerializer: () => file,
      headers: { 'Content-Type': 'text/csv' },
    }),
  );
}

/** Whether something happens to it at the moment. */
export function isUnderWay({ state }: Import): boolean {
  return state === 'checking' || state === 'running';
}
