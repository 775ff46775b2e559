import { useState } from 'react';
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

export interface PinPadProps {
  registerId: Id;
  staff: { id: Id; name: string };
  demoPin?: string;
  onBack: () => void;
}

export function PinPad({ registerId, staff, demoPin, onBack }: PinPadProps) {
  const { formatMessage } = useIntl();
  const [pin, setPin] = useState('');
  const signIn = useSignIn();
  const isRefused = isProblem(signIn.error, 'unauthenticated') && pin === '';

  function submit(entered: string): void {
    if (entered.length < USUAL_LENGTH || signIn.isPending) return;
    signIn.mutate(
      { register_id: registerId, staff_id: staff.id, pin: entered },
      { onError: () => setPin('') },
    );
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
      {signIn.error && !isProblem(signIn.error, 'unauthenticated') && (
        <ProblemNote error={signIn.error} />
      )}
      <Keypad
        onKey={type}
        onBackspace={() => setPin((old) => old.slice(0, -1))}
        onClear={() => setPin('')}
        onEnter={() => submit(pin)}
        isDisabled={signIn.isPending}
      />
      <Button
        variant="primary"
        size="lg"
        block
        isDisabled={pin.length < USUAL_LENGTH}
        isPending={signIn.isPending}
        onPress={() => submit(pin)}
      >
        <FormattedMessage id="sign_in.pin_submit" />
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
