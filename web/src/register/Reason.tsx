import { FormattedMessage, useIntl } from 'react-intl';
import { Button } from '../design/Button';
import { TextField } from '../design/Field';
import type { MessageId } from '../messages';
import styles from './Reason.module.css';

export interface ReasonProps {
  label: string;
  /** The reasons given most often: a tap each. */
  usual: readonly MessageId[];
  reason: string;
  onChange: (reason: string) => void;
  error?: string;
}

/** Why something is done: a tap for the usual ones, words for the rest. */
export function Reason({ label, usual, reason, onChange, error }: ReasonProps) {
  const { formatMessage } = useIntl();
  return (
    <div className={styles.reason}>
      <TextField label={label} value={reason} onChange={onChange} error={error} maxLength={200} />
      <div className={styles.chips}>
        {usual.map((id) => {
          const text = formatMessage({ id });
          return (
            <Button
              key={id}
              variant={reason === text ? 'primary' : 'secondary'}
              onPress={() => onChange(text)}
            >
              <FormattedMessage id={id} />
            </Button>
          );
        })}
      </div>
    </div>
  );
}
