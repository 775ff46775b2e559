/** A value and the keypad that types it. The first key replaces what stands there. */
import { useState } from 'react';
import { Keypad } from '../../design/Keypad';
import { cx } from '../../design/cx';
import { eraseMinor, typeDecimal, typeMinor } from '../model/amount-entry';
import { useScanRestore } from '../state/use-scanner';
import { Amount } from '../Amount';
import styles from './Pads.module.css';

interface PadProps {
  onEnter: () => void;
  label: string;
}

export interface MoneyPadProps extends PadProps {
  /** Minor units; what is shown until a key is pressed. */
  value: number;
  onChange: (minor: number) => void;
}

export function MoneyPad({ value, onChange, onEnter, label }: MoneyPadProps) {
  const [isTyping, setTyping] = useState(false);
  useScanRestore(() => () => {
    setTyping(isTyping);
    onChange(value);
  });
  function change(minor: number): void {
    setTyping(true);
    onChange(minor);
  }
  return (
    <>
      <output aria-label={label} className={cx(styles.value, 'num', !isTyping && styles.fresh)}>
        <Amount minor={value} />
      </output>
      <Keypad
        extra="00"
        onKey={(key) => change(typeMinor(isTyping ? value : 0, key))}
        onBackspace={() => change(isTyping ? eraseMinor(value) : 0)}
        onClear={() => change(0)}
        onEnter={onEnter}
        className={styles.keypad}
      />
    </>
  );
}

export interface DecimalPadProps extends PadProps {
  /** As the server writes decimals; what is shown until a key is pressed. */
  value: string;
  decimals: number;
  /** Behind the figure: "%". */
  unit?: string;
  onChange: (text: string) => void;
}

export function DecimalPad({ value, decimals, unit, onChange, onEnter, label }: DecimalPadProps) {
  /** What was typed, which may be on its way to being a number: "1." */
  const [typed, setTyped] = useState<string | null>(null);
  useScanRestore(() => () => {
    setTyped(typed);
    onChange(typed ?? value);
  });
  function change(text: string): void {
    setTyped(text);
    onChange(text);
  }
  return (
    <>
      <output
        aria-label={label}
        className={cx(styles.value, 'num', typed === null && styles.fresh)}
      >
        <span>
          {typed ?? value}
          {unit}
        </span>
      </output>
      <Keypad
        extra={decimals > 0 ? '.' : undefined}
        onKey={(key) => change(typeDecimal(typed ?? '', key, decimals))}
        onBackspace={() => change((typed ?? '').slice(0, -1))}
        onClear={() => change('')}
        onEnter={onEnter}
        className={styles.keypad}
      />
    </>
  );
}
