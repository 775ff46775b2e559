import { useEffect, useRef } from 'react';
import { CornerDownLeft } from 'lucide-react';
import { Button as AriaButton } from 'react-aria-components/Button';
import { FormattedMessage, useIntl } from 'react-intl';
import { cx } from '../../design/cx';
import { Keypad } from '../../design/Keypad';
import { Tabs } from '../../design/Tabs';
import { Quantity, useFormatMoney } from '../../design/values';
import { currencyDecimals } from '../../lib/money';
import { eraseMinor, typeMinor } from '../model/amount-entry';
import { setPieces, type Count } from '../model/count';
import { denominations } from '../model/denominations';
import { MoneyPad } from '../cart/Pads';
import { useScanRestore } from '../state/use-scanner';
import { useTill } from '../state/till';
import { Amount } from '../Amount';
import { Rows } from '../Rows';
import styles from './CountPad.module.css';

export interface CountPadProps {
  count: Count;
  onChange: (count: Count) => void;
  /** The value whose pieces the keys count, in minor units. */
  at: number;
  onMove: (at: number) => void;
  /** Enter after the last of them, or after the sum. */
  onEnter: () => void;
  label: string;
}

/** Cash counted by coin and note, or as one sum; a screenful, by finger or by keys alone. */
export function CountPad({ count, onChange, at, onMove, onEnter, label }: CountPadProps) {
  const { formatMessage } = useIntl();
  const pad = (
    <MoneyPad
      label={label}
      value={count.sum}
      onChange={(sum) => onChange({ ...count, sum })}
      onEnter={onEnter}
    />
  );
  return (
    <Tabs<Count['by']>
      look="segmented"
      label={formatMessage({ id: 'register.count.how' })}
      selected={count.by}
      onSelect={(by) => onChange({ ...count, by })}
      tabs={[
        {
          key: 'pieces',
          label: <FormattedMessage id="register.count.pieces" />,
          content: count.by === 'pieces' && (
            <PiecesPad {...{ count, onChange, at, onMove, onEnter }} />
          ),
        },
        {
          key: 'sum',
          label: <FormattedMessage id="register.count.sum" />,
          content: count.by === 'sum' && <div className={cx(styles.panel, styles.sum)}>{pad}</div>,
        },
      ]}
    />
  );
}

function PiecesPad({ count, onChange, at, onMove, onEnter }: Omit<CountPadProps, 'label'>) {
  const { formatMessage } = useIntl();
  const formatMoney = useFormatMoney();
  const { currency } = useTill();
  const list = useRef<HTMLDivElement>(null);
  const values = denominations(currency);
  const whole = 10 ** currencyDecimals(currency);
  const value = values[at] ?? values[0]!;
  const pieces = count.pieces.get(value) ?? 0;
  const set = (many: number) =>
    onChange({ ...count, pieces: setPieces(count.pieces, value, many) });
  useScanRestore(() => () => onChange(count));

  // The row that is counted is in sight, and has the focus as soon as one of them has it.
  useEffect(() => {
    const row = list.current?.querySelector<HTMLElement>(`[data-value="${value}"]`);
    row?.scrollIntoView({ block: 'nearest' });
    if (list.current?.contains(document.activeElement)) row?.focus({ preventScroll: true });
  }, [value]);

  function next(): void {
    if (at + 1 < values.length) onMove(at + 1);
    else onEnter();
  }

  return (
    <div className={cx(styles.panel, styles.pieces)}>
      <div
        ref={list}
        className={styles.list}
        // On the way down: Enter counts on here, and presses nothing.
        onKeyDownCapture={(event) => {
          if (event.key !== 'Enter') return;
          event.preventDefault();
          event.stopPropagation();
          next();
        }}
      >
        <Rows>
          <ul aria-label={formatMessage({ id: 'register.count.pieces' })}>
            {values.map((each, index) => {
              const many = count.pieces.get(each) ?? 0;
              const name = formatMoney({ amount: each, currency }, { whole: each % whole === 0 });
              return (
                <li key={each}>
                  <AriaButton
                    data-row=""
                    data-value={each}
                    aria-pressed={each === value}
                    aria-label={formatMessage(
                      { id: 'register.count.row' },
                      { value: name, count: many },
                    )}
                    className={cx(styles.row, each === value && styles.current)}
                    onFocus={() => onMove(index)}
                    onPress={() => onMove(index)}
                  >
                    <span className={cx(styles.value, 'num')}>{name}</span>
                    <span className={styles.times}>×</span>
                    <span className={cx(styles.many, many === 0 && styles.none)}>
                      <Quantity value={String(many)} />
                    </span>
                    <span className={cx(styles.worth, many === 0 && styles.none)}>
                      <Amount minor={each * many} symbol={false} />
                    </span>
                  </AriaButton>
                </li>
              );
            })}
          </ul>
        </Rows>
      </div>
      <Keypad
        onKey={(key) => set(typeMinor(pieces, key))}
        onBackspace={() => set(eraseMinor(pieces))}
        onClear={() => set(0)}
        onEnter={next}
        corner={
          <AriaButton
            className={styles.next}
            aria-label={formatMessage({ id: 'register.count.next' })}
            onPress={next}
          >
            <CornerDownLeft aria-hidden="true" />
          </AriaButton>
        }
        className={styles.keypad}
      />
    </div>
  );
}
