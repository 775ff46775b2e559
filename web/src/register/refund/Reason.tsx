import { FormattedMessage, useIntl } from 'react-intl';
import { Button } from '../../design/Button';
import { TextField } from '../../design/Field';
import type { MessageId } from '../../messages';
import styles from './Refund.module.css';

const USUAL = [
  'register.refund.reason.changed_mind',
  'register.refund.reason.faulty',
  'register.refund.reason.wrong_article',
  'register.refund.reason.overcharged',
] as const satisfies readonly MessageId[];

export interface ReasonProps {
  reason: string;
  onChange: (reason: string) => void;
  error: string | undefined;
}

/** Why it comes back: a tap for the usual ones, words for the rest. */
export function Reason({ reason, onChange, error }: ReasonProps) {
  const { formatMessage } = useIntl();
  return (
    <div className={styles.reason}>
      <TextField
        label={formatMessage({ id: 'register.refund.reason' })}
        value={reason}
        onChange={onChange}
        error={error}
        maxLength={200}
      />
      <div className={styles.chips}>
        {USUAL.map((id) => {
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
