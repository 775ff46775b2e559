import { Check, TriangleAlert } from 'lucide-react';
import { FormattedMessage } from 'react-intl';
import { cx } from '../../design';
import styles from './Ledger.module.css';

/** Whether debit and credit are the same, said in words and colour. */
export function Balanced({ isBalanced }: { isBalanced: boolean }) {
  return (
    <span className={cx(styles.balanced, !isBalanced && styles.unbalanced)}>
      {isBalanced ? <Check aria-hidden="true" /> : <TriangleAlert aria-hidden="true" />}
      <FormattedMessage id={isBalanced ? 'books.balanced' : 'books.unbalanced'} />
    </span>
  );
}
