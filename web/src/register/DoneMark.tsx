import { Check } from 'lucide-react';
import styles from './DoneMark.module.css';

/** The mark of what has just been done. */
export function DoneMark() {
  return (
    <p className={styles.mark}>
      <Check aria-hidden="true" />
    </p>
  );
}
