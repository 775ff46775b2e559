import { FormattedMessage } from 'react-intl';
import type { MessageId } from '../../messages';
import styles from './Home.module.css';

/** A card of the day before anything came in: one quiet line in the place of its content. */
export function NothingYet({ id }: { id: MessageId }) {
  return (
    <p className={styles.nothing}>
      <FormattedMessage id={id} />
    </p>
  );
}
