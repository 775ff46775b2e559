import { useQuery } from '@tanstack/react-query';
import { useEffect, type ReactNode } from 'react';
import { Navigate, Outlet, useLocation } from 'react-router';
import { live } from '../api/live';
import { sessionQuery } from '../api/queries';
import { SessionContext } from '../api/session';
import type { Session } from '../api/types';
import { ErrorState } from '../design/States';
import { OfficeWords } from './OfficeWords';
import styles from './Fallback.module.css';

interface GuardProps {
  admits: (session: Session) => boolean;
  part: string;
  children: ReactNode;
}

/** Lets in who is signed in for this part; the others go to the sign-in and come back after it. */
function Guard({ admits, part, children }: GuardProps) {
  const { data: session, error, isPending, isFetching, refetch } = useQuery(sessionQuery);
  const { pathname, search } = useLocation();
  const isIn = !!session && admits(session);

  useEffect(() => {
    if (isIn) live.start();
  }, [isIn]);

  if (isPending) return null;
  // A known session outlives a server that is away for a moment.
  if (error && !session) {
    return (
      <main className={styles.center}>
        <ErrorState error={error} onRetry={() => void refetch()} isRetrying={isFetching} />
      </main>
    );
  }
  if (!isIn) {
    const next = new URLSearchParams({ part, next: pathname + search });
    return <Navigate to={`/sign-in?${next}`} replace />;
  }
  return <SessionContext value={session}>{children}</SessionContext>;
}

export function RequireOffice() {
  return (
    <Guard part="office" admits={(session) => session.register === null}>
      <OfficeWords />
    </Guard>
  );
}

export function RequireRegister() {
  return (
    <Guard part="register" admits={(session) => session.register !== null}>
      <Outlet />
    </Guard>
  );
}
