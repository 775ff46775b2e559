import { Monitor, Store, UserRound } from 'lucide-react';
import { useState } from 'react';
import { Button as AriaButton } from 'react-aria-components/Button';
import { FormattedMessage } from 'react-intl';
import type { SignInOptions } from '../api/types';
import { Button } from '../design/Button';
import { EmptyState } from '../design/States';
import { recall, remember } from '../lib/storage';
import { SignInPad } from './PinPad';
import { StaffChoices } from './StaffChoices';
import styles from './SignInPage.module.css';

/** Which register this device is: chosen once, remembered; then a name, then the PIN. */
export function RegisterForm({ options }: { options: SignInOptions }) {
  const { registers, staff } = options;
  const [registerId, setRegisterId] = useState(() => recall('register'));
  const [staffId, setStaffId] = useState<string | null>(null);

  const register =
    registers.find(({ id }) => id === registerId) ?? (registers.length === 1 ? registers[0] : null);
  const person = staff.find(({ id }) => id === staffId);

  if (registers.length === 0) {
    return (
      <EmptyState
        icon={<Store aria-hidden="true" />}
        title={<FormattedMessage id="sign_in.no_registers" />}
      >
        <FormattedMessage id="sign_in.no_registers_text" />
      </EmptyState>
    );
  }

  if (!register) {
    return (
      <div className={styles.form}>
        <h2 className={styles.question}>
          <FormattedMessage id="sign_in.which_register" />
        </h2>
        <ul className={styles.choices}>
          {registers.map(({ id, name, location_name }) => (
            <li key={id}>
              <AriaButton
                className={styles.choice}
                onPress={() => {
                  remember('register', id);
                  setRegisterId(id);
                }}
              >
                <span className={styles.tile}>
                  <Monitor aria-hidden="true" />
                </span>
                <span className={styles.choiceText}>
                  <span className={styles.choiceName}>{name}</span>
                  <span className={styles.choiceNote}>{location_name}</span>
                </span>
              </AriaButton>
            </li>
          ))}
        </ul>
      </div>
    );
  }

  const here = (
    <div className={styles.here}>
      <Monitor aria-hidden="true" />
      <span>
        {register.name}, {register.location_name}
      </span>
      {registers.length > 1 && (
        <Button
          variant="ghost"
          size="sm"
          onPress={() => {
            remember('register', null);
            setRegisterId(null);
            setStaffId(null);
          }}
        >
          <FormattedMessage id="sign_in.change_register" />
        </Button>
      )}
    </div>
  );

  if (!person) {
    return (
      <div className={styles.form}>
        {here}
        {staff.length === 0 ? (
          <EmptyState
            icon={<UserRound aria-hidden="true" />}
            title={<FormattedMessage id="sign_in.no_staff" />}
          >
            <FormattedMessage id="sign_in.no_staff_text" />
          </EmptyState>
        ) : (
          <>
            <h2 className={styles.question}>
              <FormattedMessage id="sign_in.who" />
            </h2>
            <StaffChoices staff={staff} onChoose={setStaffId} />
          </>
        )}
      </div>
    );
  }

  return (
    <div className={styles.form}>
      {here}
      <SignInPad
        key={person.id}
        registerId={register.id}
        staff={person}
        demoPin={options.demo_sign_in?.pins.find(({ staff_id }) => staff_id === person.id)?.pin}
        onBack={() => setStaffId(null)}
      />
    </div>
  );
}
