import { Button as AriaButton } from 'react-aria-components/Button';
import type { Id, SignInOptions } from '../api/types';
import { RoleName } from '../app/RoleName';
import { initials } from '../lib/initials';
import styles from './SignInPage.module.css';

export interface StaffChoicesProps {
  staff: SignInOptions['staff'];
  onChoose: (id: Id) => void;
}

/** The people of whom one enters a PIN. */
export function StaffChoices({ staff, onChoose }: StaffChoicesProps) {
  return (
    <ul className={styles.choices}>
      {staff.map(({ id, name, role, role_name }) => (
        <li key={id}>
          <AriaButton className={styles.choice} onPress={() => onChoose(id)}>
            <span className={styles.avatar}>{initials(name)}</span>
            <span className={styles.choiceText}>
              <span className={styles.choiceName}>{name}</span>
              <span className={styles.choiceNote}>
                <RoleName of={{ role, role_name }} />
              </span>
            </span>
          </AriaButton>
        </li>
      ))}
    </ul>
  );
}
