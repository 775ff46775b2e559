import { X } from 'lucide-react';
import { FormattedMessage, useIntl } from 'react-intl';
import { IconButton } from '../../design/Button';
import type { Entry } from '../model/checkout';
import { Amount } from '../Amount';
import { useTenderName } from '../tender-name';
import styles from './Pay.module.css';

interface TakenProps {
  entries: readonly Entry[];
  /** Takes back one that only lies on the counter. */
  onRemove?: (id: string) => void;
}

/** The parts of a split that are settled. */
export function Taken({ entries, onRemove }: TakenProps) {
  const { formatMessage } = useIntl();
  const nameOf = useTenderName();
  if (entries.length === 0) return null;
  return (
    <ul aria-label={formatMessage({ id: 'register.pay.taken' })} className={styles.taken}>
      {entries.map(({ id, tender, amount, state }) => (
        <li key={id} className={styles.takenRow}>
          <span>{nameOf(tender)}</span>
          <Amount minor={amount} />
          {state !== 'planned' ? (
            <span className={styles.takenMark}>
              <FormattedMessage id="register.pay.received" />
            </span>
          ) : (
            onRemove && (
              <IconButton
                size="sm"
                label={formatMessage({ id: 'register.pay.take_back' })}
                onPress={() => onRemove(id)}
              >
                <X aria-hidden="true" />
              </IconButton>
            )
          )}
        </li>
      ))}
    </ul>
  );
}
