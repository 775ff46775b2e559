import { useEffect, useEffectEvent, type ReactNode } from 'react';
import { Button as AriaButton } from 'react-aria-components/Button';
import { Delete } from 'lucide-react';
import { useIntl } from 'react-intl';
import { cx } from './cx';
import styles from './Keypad.module.css';

export type KeypadKey = '0' | '1' | '2' | '3' | '4' | '5' | '6' | '7' | '8' | '9' | '.' | '00';

export interface KeypadProps {
  onKey: (key: KeypadKey) => void;
  onBackspace: () => void;
  /** Enter on the keyboard. */
  onEnter?: () => void;
  onClear?: () => void;
  /** The key at the lower left: a decimal point for quantities, 00 for money, none for a PIN. */
  extra?: '.' | '00';
  /** In place of the lower-left key. */
  corner?: ReactNode;
  /** Takes digits from the keyboard while no text field has the focus. */
  keyboard?: boolean;
  isDisabled?: boolean;
  className?: string;
}

const KEYS: KeypadKey[] = ['1', '2', '3', '4', '5', '6', '7', '8', '9'];

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.matches('input, textarea, select'))
  );
}

/** Digits for PINs, money and quantities. Keeps no value: its owner decides what a digit means. */
export function Keypad({
  onKey,
  onBackspace,
  onEnter,
  onClear,
  extra,
  corner,
  keyboard = true,
  isDisabled,
  className,
}: KeypadProps) {
  const { formatMessage } = useIntl();

  const onKeyDown = useEffectEvent((event: KeyboardEvent) => {
    if (isDisabled || event.defaultPrevented || isTyping(event.target)) return;
    if (event.metaKey || event.ctrlKey || event.altKey) return;
    // On a focused button Enter and Space press that button.
    const onButton = event.target instanceof HTMLElement && !!event.target.closest('button');
    const key = event.key === ',' ? '.' : event.key;
    if (/^\d$/.test(key)) onKey(key as KeypadKey);
    else if (key === '.' && extra === '.') onKey('.');
    else if (key === 'Backspace') onBackspace();
    else if (key === 'Delete' && onClear) onClear();
    else if (key === 'Enter' && onEnter && !onButton) onEnter();
    else return;
    event.preventDefault();
  });

  useEffect(() => {
    if (!keyboard) return;
    const listen = (event: KeyboardEvent) => onKeyDown(event);
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, [keyboard]);

  const key = (value: KeypadKey) => (
    <AriaButton
      key={value}
      className={cx(styles.key, 'num')}
      isDisabled={isDisabled}
      onPress={() => onKey(value)}
    >
      {value}
    </AriaButton>
  );

  return (
    <div
      role="group"
      aria-label={formatMessage({ id: 'keypad.label' })}
      className={cx(styles.keypad, className)}
    >
      {KEYS.map(key)}
      {corner ?? (extra ? key(extra) : <span />)}
      {key('0')}
      <AriaButton
        className={cx(styles.key, styles.quiet)}
        isDisabled={isDisabled}
        onPress={onBackspace}
        aria-label={formatMessage({ id: 'keypad.backspace' })}
      >
        <Delete aria-hidden="true" />
      </AriaButton>
    </div>
  );
}
