import { queryOptions } from '@tanstack/react-query';
import { api, call } from '../../api/client';
import type { Id } from '../../api/types';

export const staffQuery = queryOptions({
  queryKey: ['staff'],
  queryFn: ({ signal }) => call(api.GET('/v1/staff', { signal })),
});

export const rolesQuery = queryOptions({
  queryKey: ['roles'],
  queryFn: ({ signal }) => call(api.GET('/v1/roles', { signal })),
});

export const staffSignInsQuery = (id: Id) =>
  queryOptions({
    queryKey: ['staff-sessions', id],
    queryFn: ({ signal }) =>
      call(api.GET('/v1/staff/{id}/sessions', { params: { path: { id } }, signal })),
  });

export const apiKeysQuery = queryOptions({
  queryKey: ['api-keys'],
  queryFn: ({ signal }) => call(api.GET('/v1/api-keys', { signal })),
});
