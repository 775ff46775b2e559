import { useMutation } from '@tanstack/react-query';
import { createContext, useContext } from 'react';
import { api, call } from './client';
import { live } from './live';
import { personal, sessionQuery } from './queries';
import { queryClient } from './query-client';
import type { Permission, Session, SessionInput } from './types';

/**
 * The session that the guard let in. Not the query's own: what is drawn anew between a sign-out and the guard's next
 * look would find none there.
 */
export const SessionContext = createContext<Session | null>(null);

/** The signed-in session. Only for screens below the session guard, which has loaded it. */
export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error('useSession is for screens behind the session guard');
  return session;
}

/** Whether the person signed in may do it; the server decides again. */
export function useMay(permission: Permission): boolean {
  return useSession().permissions.includes(permission);
}

export function useSignIn() {
  return useMutation({
    mutationFn: (body: SessionInput) => call(api.POST('/v1/sessions', { body })),
    onSuccess: ({ expires_at, staff, register, permissions, max_discount }) => {
      // Nothing that the last person saw may greet the next one. The session's own query stays: removed,
      // it would leave whoever waits for the session behind. The token stays in its cookie.
      queryClient.removeQueries({
        predicate: ({ queryKey: [kind] }) => kind !== 'session' && kind !== 'sign-in-options',
      });
      const session = personal({ expires_at, staff, register, permissions, max_discount });
      queryClient.setQueryData(sessionQuery.queryKey, session);
    },
  });
}

export function useSignOut() {
  return useMutation({
    mutationFn: () => call(api.DELETE('/v1/sessions/current')),
    onSuccess: () => {
      live.stop();
      queryClient.setQueryData(sessionQuery.queryKey, null);
      queryClient.removeQueries({
        predicate: ({ queryKey: [kind] }) => kind !== 'session' && kind !== 'sign-in-options',
      });
    },
  });
}
