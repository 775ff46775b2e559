import type { ReactNode, Ref } from 'react';
import { FieldError } from 'react-aria-components/FieldError';
import { Group } from 'react-aria-components/Group';
import { Input } from 'react-aria-components/Input';
import { Label } from 'react-aria-components/Label';
import {
  NumberField as AriaNumberField,
  type NumberFieldProps as AriaNumberFieldProps,
} from 'react-aria-components/NumberField';
import {
  SearchField as AriaSearchField,
  type SearchFieldProps as AriaSearchFieldProps,
} from 'react-aria-components/SearchField';
import { Text } from 'react-aria-components/Text';
import { TextArea } from 'react-aria-components/TextArea';
import {
  TextField as AriaTextField,
  type TextFieldProps as AriaTextFieldProps,
} from 'react-aria-components/TextField';
import { Button as AriaButton } from 'react-aria-components/Button';
import { Minus, Plus, Search, X } from 'lucide-react';
import { cx } from './cx';
import { Kbd } from './Kbd';
import styles from './Field.module.css';

interface FieldProps {
  label: string;
  /** Shown to screen readers only, where the place already says what it is. */
  hideLabel?: boolean;
  description?: ReactNode;
  /** What is wrong and the way out; also marks the field. */
  error?: string;
  className?: string;
}

function Labelled({ label, hideLabel }: Pick<FieldProps, 'label' | 'hideLabel'>) {
  return <Label className={cx(styles.label, hideLabel && 'visually-hidden')}>{label}</Label>;
}

function Notes({ description, error }: Pick<FieldProps, 'description' | 'error'>) {
  return (
    <>
      {description && !error && (
        <Text slot="description" className={styles.description}>
          {description}
        </Text>
      )}
      <FieldError className={styles.error}>{error}</FieldError>
    </>
  );
}

export interface TextFieldProps
  extends FieldProps, Omit<AriaTextFieldProps, 'children' | 'className' | 'isInvalid'> {
  placeholder?: string;
  inputRef?: Ref<HTMLInputElement>;
  /** Several lines of text, this many of them in view. */
  rows?: number;
}

export function TextField({
  label,
  hideLabel,
  description,
  error,
  className,
  placeholder,
  inputRef,
  rows,
  ...props
}: TextFieldProps) {
  return (
    <AriaTextField {...props} isInvalid={!!error} className={cx(styles.field, className)}>
      <Labelled label={label} hideLabel={hideLabel} />
      {rows ? (
        <TextArea rows={rows} placeholder={placeholder} className={cx(styles.input, styles.area)} />
      ) : (
        <Input ref={inputRef} placeholder={placeholder} className={styles.input} />
      )}
      <Notes description={description} error={error} />
    </AriaTextField>
  );
}

export interface SearchFieldProps extends Omit<AriaSearchFieldProps, 'children' | 'className'> {
  label: string;
  placeholder?: string;
  /** The field that `/` goes to; one on a page. */
  isPageSearch?: boolean;
  inputRef?: Ref<HTMLInputElement>;
  className?: string;
}

export function SearchField({
  label,
  placeholder,
  isPageSearch,
  inputRef,
  className,
  ...props
}: SearchFieldProps) {
  return (
    <AriaSearchField {...props} aria-label={label} className={cx(styles.search, className)}>
      <Search aria-hidden="true" className={styles.searchIcon} />
      <Input
        ref={inputRef}
        placeholder={placeholder ?? label}
        data-page-search={isPageSearch ? '' : undefined}
        className={cx(styles.input, styles.searchInput)}
      />
      {isPageSearch && <Kbd className={styles.searchHint}>/</Kbd>}
      <AriaButton className={styles.clear}>
        <X aria-hidden="true" />
      </AriaButton>
    </AriaSearchField>
  );
}

export interface NumberFieldProps
  extends FieldProps, Omit<AriaNumberFieldProps, 'children' | 'className' | 'isInvalid'> {
  /** Plus and minus at the sides, for fingers. */
  stepper?: boolean;
}

/** For counts and percents. Money is typed on the Keypad, which knows minor units. */
export function NumberField({
  label,
  hideLabel,
  description,
  error,
  className,
  stepper,
  ...props
}: NumberFieldProps) {
  return (
    <AriaNumberField {...props} isInvalid={!!error} className={cx(styles.field, className)}>
      <Labelled label={label} hideLabel={hideLabel} />
      <Group className={cx(stepper && styles.stepper)}>
        {stepper && (
          <AriaButton slot="decrement" className={styles.step}>
            <Minus aria-hidden="true" />
          </AriaButton>
        )}
        <Input className={cx(styles.input, styles.number, 'num')} />
        {stepper && (
          <AriaButton slot="increment" className={styles.step}>
            <Plus aria-hidden="true" />
          </AriaButton>
        )}
      </Group>
      <Notes description={description} error={error} />
    </AriaNumberField>
  );
}
