import { useState } from 'react';
import { useIntl } from 'react-intl';
import { TextField } from '../design/Field';
import { fieldErrors } from '../office/shared/field-errors';
import type { SetupDraft } from './draft';
import { StepForm } from './StepForm';

const SHORTEST = 10;
const PIN = /^\d{4,8}$/;

/** Who may do everything. */
export function OwnerStep({
  draft,
  error,
  onChange,
  onNext,
  onBack,
}: {
  draft: SetupDraft;
  error: unknown;
  onChange: (changes: Partial<SetupDraft>) => void;
  onNext: () => void;
  onBack?: () => void;
}) {
  const { formatMessage } = useIntl();
  const [wasTried, setWasTried] = useState(false);
  const { field } = fieldErrors(error, [
    ...['shop.owner_name', 'shop.email', 'shop.password', 'shop.pin'],
  ]);
  const needed = (
    isFine: boolean,
    id: 'setup.needed' | 'setup.password_short' | 'setup.pin_wrong',
  ) => (wasTried && !isFine ? formatMessage({ id }) : undefined);
  const isComplete =
    !!draft.ownerName.trim() &&
    draft.email.includes('@') &&
    draft.password.length >= SHORTEST &&
    PIN.test(draft.pin);
  return (
    <StepForm
      submit="setup.next"
      onBack={onBack}
      onSubmit={() => {
        setWasTried(true);
        if (isComplete) onNext();
      }}
    >
      <TextField
        label={formatMessage({ id: 'setup.owner' })}
        autoComplete="name"
        autoFocus
        value={draft.ownerName}
        onChange={(ownerName) => onChange({ ownerName })}
        error={field('shop.owner_name') ?? needed(!!draft.ownerName.trim(), 'setup.needed')}
      />
      <TextField
        label={formatMessage({ id: 'sign_in.email' })}
        type="email"
        autoComplete="username"
        value={draft.email}
        onChange={(email) => onChange({ email })}
        error={field('shop.email') ?? needed(draft.email.includes('@'), 'setup.needed')}
      />
      <TextField
        label={formatMessage({ id: 'sign_in.password' })}
        description={formatMessage({ id: 'setup.password_short' })}
        type="password"
        autoComplete="new-password"
        value={draft.password}
        onChange={(password) => onChange({ password })}
        error={
          field('shop.password') ??
          needed(draft.password.length >= SHORTEST, 'setup.password_short')
        }
      />
      <TextField
        label={formatMessage({ id: 'setup.pin' })}
        description={formatMessage({ id: 'setup.pin_why' })}
        type="password"
        inputMode="numeric"
        autoComplete="off"
        value={draft.pin}
        onChange={(pin) => onChange({ pin })}
        error={field('shop.pin') ?? needed(PIN.test(draft.pin), 'setup.pin_wrong')}
      />
    </StepForm>
  );
}
