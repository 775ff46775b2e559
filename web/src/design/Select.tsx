import type { ReactNode } from 'react';
import { Button as AriaButton } from 'react-aria-components/Button';
import { FieldError } from 'react-aria-components/FieldError';
import { Label } from 'react-aria-components/Label';
import { ListBox, ListBoxItem } from 'react-aria-components/ListBox';
import { Popover } from 'react-aria-components/Popover';
import { Select as AriaSelect, SelectValue } from 'react-aria-components/Select';
import { Check, ChevronDown } from 'lucide-react';
import { cx } from './cx';
import field from './Field.module.css';
import styles from './Popup.module.css';

export interface SelectOption<Value extends string> {
  value: Value;
  label: string;
  icon?: ReactNode;
}

export interface SelectProps<Value extends string> {
  label: string;
  hideLabel?: boolean;
  options: readonly SelectOption<Value>[];
  value: Value | null;
  onChange: (value: Value) => void;
  placeholder?: string;
  error?: string;
  isDisabled?: boolean;
  /** A lighter frame, for filters above a list. */
  quiet?: boolean;
  className?: string;
}

export function Select<Value extends string>({
  label,
  hideLabel,
  options,
  value,
  onChange,
  placeholder,
  error,
  isDisabled,
  quiet,
  className,
}: SelectProps<Value>) {
  return (
    <AriaSelect
      value={value}
      onChange={(key) => key !== null && onChange(key as Value)}
      placeholder={placeholder}
      isInvalid={!!error}
      isDisabled={isDisabled}
      className={cx(field.field, className)}
    >
      <Label className={cx(field.label, hideLabel && 'visually-hidden')}>{label}</Label>
      <AriaButton className={cx(styles.trigger, quiet && styles.quiet)}>
        <SelectValue />
        <ChevronDown aria-hidden="true" />
      </AriaButton>
      <FieldError className={field.error}>{error}</FieldError>
      <Popover offset={4} className={styles.popover}>
        <ListBox items={options} className={styles.list}>
          {(option) => (
            <ListBoxItem id={option.value} textValue={option.label} className={styles.item}>
              {({ isSelected }) => (
                <>
                  {option.icon}
                  {option.label}
                  {isSelected && <Check aria-hidden="true" className={styles.check} />}
                </>
              )}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </AriaSelect>
  );
}
