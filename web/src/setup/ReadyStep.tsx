import { FormattedMessage } from 'react-intl';
import { useNavigate } from 'react-router';
import { useSignIn } from '../api/session';
import type { Founded } from '../api/types';
import { Button } from '../design/Button';
import { ProblemNote } from '../design/States';
import { remember } from '../lib/storage';
import styles from './Setup.module.css';

/** The shop is there: to the register, or to everything else. */
export function ReadyStep({ founded, pin }: { founded: Founded; pin: string }) {
  const navigate = useNavigate();
  const signIn = useSignIn();
  const { register_id, staff_id } = founded;
  function sell(): void {
    remember('register', register_id);
    signIn.mutate({ register_id, staff_id, pin }, { onSuccess: () => void navigate('/register') });
  }
  return (
    <div className={styles.form}>
      <p>
        <FormattedMessage id="setup.ready_text" />
      </p>
      {signIn.error && <ProblemNote error={signIn.error} />}
      <div className={styles.ways}>
        <Button size="lg" onPress={() => void navigate('/products')}>
          <FormattedMessage id="setup.to_office" />
        </Button>
        <Button variant="primary" size="lg" isPending={signIn.isPending} onPress={sell}>
          <FormattedMessage id="setup.to_register" />
        </Button>
      </div>
    </div>
  );
}
