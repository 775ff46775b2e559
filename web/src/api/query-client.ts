import { QueryClient, type FetchQueryOptions, type QueryKey } from '@tanstack/react-query';
import { isProblem } from './problem';

/**
 * One cache for all screens. Data stays fresh until an event says otherwise (live.ts), so no view
 * polls and coming back to a page shows it at once.
 */
export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 60_000,
      gcTime: 10 * 60_000,
      refetchOnWindowFocus: false,
      // A refusal stays one however often it is asked; only silence and overload are worth another try.
      retry: (failures, error) =>
        failures < 2 && (!isProblem(error) || isProblem(error, 'offline', 'busy')),
      retryDelay: (attempt) => 400 * 2 ** attempt,
    },
    mutations: { retry: false },
  },
});

/** For a key that somebody has pressed: what is known and fresh, or the server's answer, or its silence. */
export function askNow<Data, Key extends QueryKey>(
  query: FetchQueryOptions<Data, Error, Data, Key>,
): Promise<Data> {
  return queryClient.fetchQuery({ ...query, networkMode: 'always', retry: false });
}
