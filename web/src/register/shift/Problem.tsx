import { refusalOf } from '../model/checkout-flow';
import { useRefusalText } from '../refusal';
import styles from './Shift.module.css';

/** Why it was not done, in the cashier's words. */
export function Problem({ error }: { error: unknown }) {
  const { title, text } = useRefusalText()(refusalOf(error));
  return (
    <div role="alert" className={styles.refused}>
      <strong>{title}</strong> {text}
    </div>
  );
}
