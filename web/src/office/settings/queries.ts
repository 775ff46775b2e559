import { queryOptions } from '@tanstack/react-query';
import { api, call } from '../../api/client';

export const staffQuery = queryOptions({
  queryKey: ['staff'],
  queryFn: ({ signal }) => call(api.GET('/v1/staff', { signal })),
});

export const rolesQuery = queryOptions({
  queryKey: ['roles'],
  queryFn: ({ signal }) => call(api.GET('/v1/roles', { signal })),
});

export const apiKeysQuery = queryOptions({
  queryKey: ['api-keys'],
  queryFn: ({ signal }) => call(api.GET('/v1/api-keys', { signal })),
});
