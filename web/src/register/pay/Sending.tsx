import { useEffect } from 'react';
import { CloudOff, RotateCw } from 'lucide-react';
import { FormattedMessage } from 'react-intl';
import { Button } from '../../design/Button';
import { Spinner } from '../../design/Spinner';
import type { Phase } from '../model/checkout';
import { useTill } from '../state/till';
import { Amount } from '../Amount';
import styles from './CardProgress.module.css';

/** How often the same request is sent by itself while no answer comes. */
const AGAIN_MS = 4_000;

/** A request on its way, or one that nobody answered: it is sent again until somebody does. */
export function Sending({ phase }: { phase: Phase & { is: 'sending' | 'unsure' } }) {
  const { checkout, flow } = useTill();
  const isUnsure = phase.is === 'unsure';

  useEffect(() => {
    if (!isUnsure) return;
    const timer = setTimeout(() => void flow.retry(), AGAIN_MS);
    return () => clearTimeout(timer);
  }, [isUnsure, flow]);

  if (!checkout) return null;
  if (!isUnsure) {
    return (
      <section className={styles.progress}>
        <p className={styles.amount}>
          <Amount minor={checkout.due} />
        </p>
        <div role="status" className={styles.sending}>
          <Spinner />
          <FormattedMessage id="register.sending" />
        </div>
      </section>
    );
  }
  return (
    <section className={styles.progress}>
      <div className={`${styles.sign} ${styles.unknown}`}>
        <CloudOff aria-hidden="true" />
      </div>
      <div role="alert" className={styles.words}>
        <h1 className={styles.sentence}>
          <FormattedMessage id="register.unsure" />
        </h1>
        <p className={styles.more}>
          <FormattedMessage id="register.unsure_text" />
        </p>
      </div>
      <div className={styles.actions}>
        <Button
          size="lg"
          variant="primary"
          icon={<RotateCw aria-hidden="true" />}
          onPress={() => void flow.retry()}
        >
          <FormattedMessage id="register.unsure.retry" />
        </Button>
        <Button size="lg" onPress={() => void flow.lookUp()}>
          <FormattedMessage id="register.unsure.back" />
        </Button>
      </div>
    </section>
  );
}
