import { QueryClient } from '@tanstack/react-query';
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
