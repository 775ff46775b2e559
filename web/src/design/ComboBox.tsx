import type { ReactNode } from 'react';
import { ComboBox as AriaComboBox } from 'react-aria-components/ComboBox';
import { FieldError } from 'react-aria-components/FieldError';
import { Input } from 'react-aria-components/Input';
import { Label } from 'react-aria-components/Label';
import { ListBox, ListBoxItem } from 'react-aria-components/ListBox';
import { Popover } from 'react-aria-components/Popover';
import { cx } from './cx';
import field from './Field.module.css';
import styles from './Popup.module.css';

export interface ComboBoxOption {
  value: string;
  label: string;
  /** A quiet word at the right. */
  detail?: string;
  icon?: ReactNode;
}

export interface ComboBoxProps {
  label: string;
  placeholder?: string;
  /** What was found for the text typed; the finding is the caller's. */
  options: readonly ComboBoxOption[];
  inputValue: string;
  onInputChange: (text: string) => void;
  onPick: (value: string | null) => void;
  error?: string;
  autoFocus?: boolean;
}

/** One of many, found by typing. */
export function ComboBox({
  label,
  placeholder,
  options,
  inputValue,
  onInputChange,
  onPick,
  error,
  autoFocus,
}: ComboBoxProps) {
  return (
    <AriaComboBox
      items={options}
      inputValue={inputValue}
      onInputChange={onInputChange}
      onSelectionChange={(key) => onPick(key === null ? null : String(key))}
      menuTrigger="focus"
      allowsCustomValue
      // What the caller found is what is shown, also where it does not contain the typed letters.
      defaultFilter={() => true}
      isInvalid={!!error}
      className={field.field}
    >
      <Label className={field.label}>{label}</Label>
      <Input autoFocus={autoFocus} placeholder={placeholder} className={field.input} />
      <FieldError className={field.error}>{error}</FieldError>
      <Popover offset={4} className={styles.popover}>
        <ListBox<ComboBoxOption> className={styles.list}>
          {(option) => (
            <ListBoxItem id={option.value} textValue={option.label} className={styles.item}>
              {option.icon}
              {option.label}
              {option.detail && <span className={cx(styles.detail, 'num')}>{option.detail}</span>}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </AriaComboBox>
  );
}
