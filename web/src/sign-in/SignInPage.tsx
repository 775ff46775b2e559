import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import { Navigate, useSearchParams } from 'react-router';
import { isProblem } from '../api/problem';
import { sessionQuery, signInOptionsQuery } from '../api/queries';
import type { Session } from '../api/types';
import { Badge } from '../design/Badge';
import { useDensity } from '../design/density';
import { Logo } from '../design/Logo';
import { Loading, Skeleton } from '../design/Skeleton';
import { ErrorState } from '../design/States';
import { Tabs } from '../design/Tabs';
import { LanguageSwitch } from './LanguageSwitch';
import { OfficeForm } from './OfficeForm';
import { Proof } from './Proof';
import { RegisterForm } from './RegisterForm';
import styles from './SignInPage.module.css';

type Part = 'office' | 'register';

/** Where a session belongs: back to the page it was asked for, if that is within its part. */
function destination(session: Session, next: string | null): string {
  if (session.register) return '/register';
  const isOwnPath = !!next && /^\/(?![/\\])/.test(next);
  return isOwnPath && !next.startsWith('/register') && !next.startsWith('/sign-in') ? next : '/';
}

export function Component() {
  const { formatMessage } = useIntl();
  const [params, setParams] = useSearchParams();
  const session = useQuery(sessionQuery);
  const options = useQuery(signInOptionsQuery);
  const part: Part = params.get('part') === 'register' ? 'register' : 'office';
  const title = formatMessage({ id: 'sign_in.title' });
  // A till's screen signs in here too, with a finger.
  useDensity('till');

  useEffect(() => {
    document.title = `${title} · OneTill`;
  }, [title]);

  // An office session that wants to sell signs in at the register first, and the other way round.
  const isForPart = session.data && (session.data.register !== null) === (part === 'register');
  if (session.data && isForPart) {
    return <Navigate to={destination(session.data, params.get('next'))} replace />;
  }

  if (isProblem(options.error, 'not_set_up')) return <Navigate to="/setup" replace />;

  return (
    <div className={styles.page}>
      <Proof />
      <main className={styles.main}>
        <header className={styles.top}>
          <Logo className={styles.logo} />
          <LanguageSwitch />
        </header>
        <div className={styles.card}>
          {options.isPending ? (
            <Loading>
              <div className={styles.skeleton}>
                <Skeleton width="60%" height="32px" />
                <Skeleton height="46px" />
                <Skeleton height="64px" />
                <Skeleton height="64px" />
                <Skeleton height="48px" />
              </div>
            </Loading>
          ) : options.error ? (
            <ErrorState
              error={options.error}
              onRetry={() => void options.refetch()}
              isRetrying={options.isFetching}
            />
          ) : (
            <>
              <div className={styles.heading}>
                <h1 className={styles.merchant}>{options.data.merchant_name}</h1>
                {options.data.demo && (
                  <Badge tone="accent">
                    <FormattedMessage id="sign_in.demo" />
                  </Badge>
                )}
              </div>
              <Tabs<Part>
                look="segmented"
                label={formatMessage({ id: 'sign_in.where' })}
                selected={part}
                onSelect={(chosen) =>
                  setParams(
                    (old) => {
                      old.set('part', chosen);
                      return old;
                    },
                    { replace: true },
                  )
                }
                tabs={[
                  {
                    key: 'office',
                    label: formatMessage({ id: 'sign_in.office' }),
                    content: <OfficeForm demo={options.data.demo_sign_in} />,
                  },
                  {
                    key: 'register',
                    label: formatMessage({ id: 'sign_in.register' }),
                    content: <RegisterForm options={options.data} />,
                  },
                ]}
              />
            </>
          )}
        </div>
      </main>
    </div>
  );
}
