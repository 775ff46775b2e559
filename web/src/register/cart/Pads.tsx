/** A value and the keypad that types it. The first key replaces what stands there. */
import { useState, type ReactNode } from 'react';
import { Keypad } from '../../design/Keypad';
import { cx } from '../../design/cx';
import { eraseMinor, typeDecimal, typeMinor } from '../model/amount-entry';
import { useScanRestore } from '../state/use-scanner';
import { Amount } from '../Amount';
import styles from './Pads.module.css';

interface PadProps {
  onEnter: () => void;
  label: string;
  /** Keys beside the value. */
  before?: ReactNode;
  after?: ReactNode;
}

interface FaceProps extends Pick<PadProps, 'label' | 'before' | 'after'> {
  /** Shown as selected text is: the first key replaces it. */
  isFresh: boolean;
  children: ReactNode;
}

function Face({ label, before, after, isFresh, children }: FaceProps) {
  return (
    <div className={styles.face}>
      {before}
      <output aria-label={label} className={cx(styles.value, 'num', isFresh && styles.fresh)}>
        {children}
      </output>
      {after}
    </div>
  );
}

export interface MoneyPadProps extends PadProps {
  /** Minor units; what is shown until a key is pressed. */
  value: number;
  onChange: (minor: number) => void;
}

export function MoneyPad({ value, onChange, onEnter, ...face }: MoneyPadProps) {
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
      <Face {...face} isFresh={!isTyping}>
        <Amount minor={value} />
      </Face>
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
  /** A key that would make it more than this does nothing. */
  most?: number;
  /** Behind the figure: "%". */
  unit?: string;
  onChange: (text: string) => void;
}

export function DecimalPad(props: DecimalPadProps) {
  const { value, decimals, most = Infinity, unit, onChange, onEnter, ...face } = props;
  /** What was typed, which may be on its way to being a number: "1." */
  const [typed, setTyped] = useState<string | null>(null);
  useScanRestore(() => () => {
    setTyped(typed);
    onChange(typed ?? value);
  });
  function change(text: string): void {
    if (Number(text) > most) return;
    setTyped(text);
    onChange(text);
  }
  return (
    <>
      <Face {...face} isFresh={typed === null}>
        <span>
          {typed ?? value}
          {unit}
        </span>
      </Face>
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
