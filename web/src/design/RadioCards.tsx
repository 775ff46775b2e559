import { Label } from 'react-aria-components/Label';
import { Radio, RadioGroup } from 'react-aria-components/RadioGroup';
import { cx } from './cx';
import field from './Field.module.css';
import styles from './RadioCards.module.css';

export interface RadioCardsProps<Value extends string> {
  label: string;
  options: readonly { value: Value; label: string; description?: string }[];
  value: Value;
  onChange: (value: Value) => void;
}

const hasDescription = ({ description }: { description?: string }) => !!description;

/** Two or three ways to go on, each with what it means. */
export function RadioCards<Value extends string>({
  label,
  options,
  value,
  onChange,
}: RadioCardsProps<Value>) {
  return (
    <RadioGroup
      value={value}
      onChange={(chosen) => onChange(chosen as Value)}
      className={field.field}
    >
      <Label className={field.label}>{label}</Label>
      <div className={cx(styles.cards, !options.some(hasDescription) && styles.short)}>
        {options.map((option) => (
          <Radio key={option.value} value={option.value} className={styles.card}>
            <span className={styles.dot} />
            <span className={styles.text}>
              <span className={styles.name}>{option.label}</span>
              {option.description && (
                <span className={styles.description}>{option.description}</span>
              )}
            </span>
          </Radio>
        ))}
      </div>
    </RadioGroup>
  );
}
