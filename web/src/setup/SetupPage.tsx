import { useMutation, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import { Navigate } from 'react-router';
import { api, call } from '../api/client';
import { isProblem } from '../api/problem';
import { setupQuery } from '../api/queries';
import { useSignIn } from '../api/session';
import type { Founded } from '../api/types';
import { Logo } from '../design/Logo';
import { Loading, Skeleton } from '../design/Skeleton';
import { ErrorState } from '../design/States';
import { LanguageSwitch } from '../sign-in/LanguageSwitch';
import { BusinessStep } from './BusinessStep';
import { draftFor, toInput } from './draft';
import { OwnerStep } from './OwnerStep';
import { PlaceStep } from './PlaceStep';
import { ProductStep } from './ProductStep';
import { ReadyStep } from './ReadyStep';
import styles from './Setup.module.css';

const STEPS = ['business', 'owner', 'place', 'product', 'ready'] as const;
type Step = (typeof STEPS)[number];

/** Which step asks for a field that was refused. */
function stepOf(field: string | undefined): Step {
  if (!field) return 'place';
  if (/^shop\.(owner_name|email|password|pin)/.test(field)) return 'owner';
  if (/^shop\.(location_name|time_zone|register_name)/.test(field)) return 'place';
  return 'business';
}

/** From nothing to the first sale: a new shop's questions, one after the other. */
export function Component() {
  const { formatMessage } = useIntl();
  const setup = useQuery(setupQuery);
  const [step, setStep] = useState<Step>('business');
  const [founded, setFounded] = useState<Founded | null>(null);
  const [draft, setDraft] = useState(() =>
    draftFor(Intl.DateTimeFormat().resolvedOptions().timeZone, {
      location: formatMessage({ id: 'setup.location_value' }),
      register: formatMessage({ id: 'setup.register_value' }),
    }),
  );
  const signIn = useSignIn();
  const founding = useMutation({
    mutationFn: async () => {
      const made = await call(api.POST('/v1/setup', { body: toInput(draft) }));
      await signIn.mutateAsync({ email: draft.email.trim(), password: draft.password });
      return made;
    },
    onSuccess: (made) => {
      setFounded(made);
      setStep('product');
    },
    onError: (error) => setStep(stepOf(isProblem(error) ? error.field : undefined)),
  });
  const title = formatMessage({ id: 'setup.title' });
  useEffect(() => {
    document.title = `${title} · OneTill`;
  }, [title]);

  if (setup.data && !setup.data.needed && !founded && !founding.isPending) {
    return <Navigate to="/sign-in" replace />;
  }
  const at = STEPS.indexOf(step);
  const change = (changes: Partial<typeof draft>) => setDraft((old) => ({ ...old, ...changes }));
  const next = () => setStep(STEPS[at + 1]!);
  const back = at > 0 && !founded ? () => setStep(STEPS[at - 1]!) : undefined;
  return (
    <main className={styles.page}>
      <header className={styles.top}>
        <Logo />
        <LanguageSwitch />
      </header>
      <div className={styles.card}>
        <h1>{title}</h1>
        <p className={styles.at} role="status">
          <FormattedMessage
            id="setup.step"
            values={{
              step: at + 1,
              steps: STEPS.length,
              name: formatMessage({ id: `setup.step.${step}` }),
            }}
          />
        </p>
        <progress
          className={styles.progress}
          value={at + 1}
          max={STEPS.length}
          aria-label={formatMessage({ id: 'setup.progress' })}
        />
        {setup.isPending ? (
          <Loading>
            <Skeleton height="420px" />
          </Loading>
        ) : setup.error ? (
          <ErrorState
            error={setup.error}
            onRetry={() => void setup.refetch()}
            isRetrying={setup.isFetching}
          />
        ) : step === 'business' ? (
          <BusinessStep
            draft={draft}
            presets={setup.data.presets}
            error={founding.error}
            onChange={change}
            onDraft={setDraft}
            onNext={next}
          />
        ) : step === 'owner' ? (
          <OwnerStep
            draft={draft}
            error={founding.error}
            onChange={change}
            onNext={next}
            onBack={back}
          />
        ) : step === 'place' ? (
          <PlaceStep
            draft={draft}
            error={founding.error}
            isPending={founding.isPending}
            onChange={change}
            onNext={() => founding.mutate()}
            onBack={back}
          />
        ) : step === 'product' ? (
          <ProductStep currency={draft.currency.trim().toUpperCase()} onNext={next} />
        ) : (
          founded && <ReadyStep founded={founded} pin={draft.pin} />
        )}
      </div>
    </main>
  );
}
