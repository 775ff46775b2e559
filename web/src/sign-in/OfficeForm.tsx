import { KeyRound } from 'lucide-react';
import { useState, type FormEvent } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import { isProblem } from '../api/problem';
import { useSignIn } from '../api/session';
import type { SignInOptions } from '../api/types';
import { useRoleName } from '../app/RoleName';
import { Button } from '../design/Button';
import { TextField } from '../design/Field';
import { ProblemNote } from '../design/States';
import styles from './SignInPage.module.css';

export function OfficeForm({ demo }: { demo: SignInOptions['demo_sign_in'] }) {
  const { formatMessage } = useIntl();
  const signIn = useSignIn();
  const roleName = useRoleName();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [wasTried, setWasTried] = useState(false);
  const isRefused = isProblem(signIn.error, 'unauthenticated');

  function submit(event: FormEvent): void {
    event.preventDefault();
    setWasTried(true);
    if (email.trim() && password) signIn.mutate({ email: email.trim(), password });
  }

  return (
    <form onSubmit={submit} noValidate className={styles.form}>
      <TextField
        label={formatMessage({ id: 'sign_in.email' })}
        type="email"
        name="email"
        autoComplete="username"
        autoFocus
        value={email}
        onChange={setEmail}
        error={
          wasTried && !email.trim() ? formatMessage({ id: 'sign_in.email_needed' }) : undefined
        }
      />
      <TextField
        label={formatMessage({ id: 'sign_in.password' })}
        type="password"
        name="password"
        autoComplete="current-password"
        value={password}
        onChange={setPassword}
        error={
          wasTried && !password
            ? formatMessage({ id: 'sign_in.password_needed' })
            : isRefused
              ? formatMessage({ id: 'sign_in.office_refused' })
              : undefined
        }
      />
      {signIn.error && !isRefused && <ProblemNote error={signIn.error} />}
      <Button type="submit" variant="primary" size="lg" block isPending={signIn.isPending}>
        <FormattedMessage id="sign_in.submit" />
      </Button>
      {demo && (
        <div className={styles.demo}>
          {demo.offices.map((person) => (
            <div key={person.email} className={styles.demoPerson}>
              <p className={styles.credentials}>
                <code>{person.email}</code>
                <span>
                  <FormattedMessage
                    id="sign_in.demo_password"
                    values={{ password: <code>{person.password}</code> }}
                  />
                </span>
              </p>
              <Button
                size="sm"
                icon={<KeyRound aria-hidden="true" />}
                onPress={() => {
                  const { email, password } = person;
                  setEmail(email);
                  setPassword(password);
                  signIn.mutate({ email, password });
                }}
              >
                <FormattedMessage
                  id="sign_in.demo_office"
                  values={{ role: roleName({ role: person.role, role_name: person.role }) }}
                />
              </Button>
            </div>
          ))}
        </div>
      )}
    </form>
  );
}
