import { useState, type ReactNode } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import { KeyRound } from 'lucide-react';
import { isProblem } from '../api/problem';
import { useSignIn } from '../api/session';
import type { Id } from '../api/types';
import { Button } from '../design/Button';
import { cx } from '../design/cx';
import { Keypad } from '../design/Keypad';
import { ProblemNote } from '../design/States';
import styles from './PinPad.module.css';

/** Shown as empty places; a PIN may be longer. */
const USUAL_LENGTH = 4;
const MAX_LENGTH = 8;

interface PinPadProps {
  staff: { id: Id; name: string };
  demoPin?: string;
  onBack: () => void;
}

/** The PIN with which somebody signs in at a register. */
export function SignInPad({ registerId, ...props }: PinPadProps & { registerId: Id }) {
  const signIn = useSignIn();
  return (
    <PinPad
      {...props}
      error={signIn.error}
      isPending={signIn.isPending}
      submitLabel={<FormattedMessage id="sign_in.pin_submit" />}
      onPin={(pin, clear) =>
        signIn.mutate(
          { register_id: registerId, staff_id: props.staff.id, pin },
          { onError: clear },
        )
      }
    />
  );
}

/** A person's PIN, whatever it is for. `onPin` clears it where it is refused. */
export function PinPad({
  staff,
  demoPin,
  onBack,
  error,
  isPending,
  submitLabel,
  onPin,
}: PinPadProps & {
  error: unknown;
  isPending: boolean;
  submitLabel: ReactNode;
  onPin: (pin: string, clear: () => void) => void;
}) {
  const { formatMessage } = useIntl();
  const [pin, setPin] = useState('');
  const isWrong = isProblem(error, 'unauthenticated', 'wrong_pin');
  const isRefused = isWrong && pin === '';

  function submit(entered: string): void {
    if (entered.length < USUAL_LENGTH || isPending) return;
    onPin(entered, () => setPin(''));
  }

  function type(digit: string): void {
    setPin((old) => (old.length < MAX_LENGTH ? old + digit : old));
  }

  return (
    <div className={styles.pad}>
      <div className={styles.head}>
        <h2 className={styles.title}>
          <FormattedMessage id="sign_in.pin" values={{ name: staff.name }} />
        </h2>
        <div
          role="status"
          aria-label={formatMessage({ id: 'sign_in.pin_digits' }, { count: pin.length })}
          className={cx(styles.dots, isRefused && styles.refused)}
        >
          {Array.from({ length: Math.max(USUAL_LENGTH, pin.length) }, (_, place) => (
            <span key={place} className={cx(styles.dot, place < pin.length && styles.filled)} />
          ))}
        </div>
      </div>
      <p role="alert" className={styles.error}>
        {isRefused && <FormattedMessage id="sign_in.pin_refused" values={{ name: staff.name }} />}
      </p>
      {!!error && !isWrong && <ProblemNote error={error} />}
      <Keypad
        onKey={type}
        onBackspace={() => setPin((old) => old.slice(0, -1))}
        onClear={() => setPin('')}
        onEnter={() => submit(pin)}
        isDisabled={isPending}
      />
      <Button
        variant="primary"
        size="lg"
        block
        isDisabled={pin.length < USUAL_LENGTH}
        isPending={isPending}
        onPress={() => submit(pin)}
      >
        {submitLabel}
      </Button>
      <div className={styles.foot}>
        <Button variant="ghost" size="lg" onPress={onBack}>
          <FormattedMessage id="sign_in.change_staff" values={{ name: staff.name }} />
        </Button>
        {demoPin && (
          <Button
            size="lg"
            icon={<KeyRound aria-hidden="true" />}
            onPress={() => {
              setPin(demoPin);
              submit(demoPin);
            }}
          >
            <FormattedMessage id="sign_in.demo_pin" values={{ pin: demoPin }} />
          </Button>
        )}
      </div>
    </div>
  );
}
