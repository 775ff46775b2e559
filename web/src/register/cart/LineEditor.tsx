import { useState } from 'react';
import { Minus, Plus, SlidersHorizontal, Trash2 } from 'lucide-react';
import { FormattedMessage, useIntl } from 'react-intl';
import { Button, IconButton } from '../../design/Button';
import { TextField } from '../../design/Field';
import { Tabs } from '../../design/Tabs';
import type { CartLine } from '../model/cart';
import { formatQuantity, ONE, parseQuantity } from '../model/quantity';
import { useMay } from '../../api/session';
import { useScanRestore } from '../state/use-scanner';
import { useTill } from '../state/till';
import { Amount } from '../Amount';
import { DiscountPad } from './DiscountPad';
import { OptionsDialog } from './OptionsDialog';
import { DecimalPad, MoneyPad } from './Pads';
import styles from './Editors.module.css';

type Part = 'quantity' | 'price' | 'discount' | 'note';

export interface LineEditorProps {
  line: CartLine;
  /** Quantity times price, in minor units. */
  amount: number;
  onRemove: () => void;
  onDone: () => void;
}

/** Below the line it edits. Every key takes effect at once, so the totals show what it means. */
export function LineEditor({ line, amount, onRemove, onDone }: LineEditorProps) {
  const { formatMessage } = useIntl();
  const { dispatch, totals, groupsOf } = useTill();
  const groups = groupsOf(line.article);
  const [isChoosing, setChoosing] = useState(false);
  const mayPrice = useMay('override_price');
  const [part, setPart] = useState<Part>('quantity');
  /** Starts the quantity's pad anew after plus or minus. */
  const [round, setRound] = useState(0);
  const { key } = line;
  // What the server charged before a price was typed, or while none is.
  const quoted = line.price === null ? totals.lines.get(key)?.basePrice : undefined;
  const [usual, setUsual] = useState(quoted ?? line.article.listPrice);
  if (quoted !== undefined && quoted !== usual) setUsual(quoted);
  useScanRestore(() => () => dispatch({ type: 'replace-line', line }));

  function step(byMilli: number): void {
    dispatch({ type: 'change-quantity', key, byMilli });
    setRound(round + 1);
  }

  const quantity = (
    <div className={styles.part}>
      <DecimalPad
        key={round}
        label={formatMessage({ id: 'register.line.quantity' })}
        value={formatQuantity(line.quantityMilli)}
        decimals={3}
        onChange={(text) => {
          const quantityMilli = parseQuantity(text);
          if (quantityMilli) dispatch({ type: 'set-quantity', key, quantityMilli });
        }}
        onEnter={onDone}
        before={
          <IconButton
            variant="secondary"
            label={formatMessage({ id: 'register.line.less' })}
            isDisabled={line.quantityMilli <= ONE}
            onPress={() => step(-ONE)}
          >
            <Minus aria-hidden="true" />
          </IconButton>
        }
        after={
          <IconButton
            variant="secondary"
            label={formatMessage({ id: 'register.line.more' })}
            onPress={() => step(ONE)}
          >
            <Plus aria-hidden="true" />
          </IconButton>
        }
      />
    </div>
  );

  const isNamed = line.article.terms.open_price;
  const price = (
    <div className={styles.part}>
      <MoneyPad
        label={formatMessage({ id: 'register.line.price' })}
        value={line.price ?? usual}
        onChange={(minor) => dispatch({ type: 'set-price', key, price: minor, usual })}
        onEnter={onDone}
      />
      {!isNamed && !mayPrice && (
        <p className={styles.hint}>
          <FormattedMessage id="register.line.price_asks" />
        </p>
      )}
      {!isNamed && line.price !== null && (
        <TextField
          label={formatMessage({ id: 'register.line.price_reason' })}
          value={line.priceReason ?? ''}
          maxLength={200}
          onChange={(reason) => dispatch({ type: 'set-price-reason', key, reason })}
        />
      )}
      {line.price !== null && (
        <Button variant="ghost" onPress={() => dispatch({ type: 'set-price', key, price: null })}>
          <FormattedMessage
            id="register.line.list_price"
            values={{ price: <Amount minor={usual} /> }}
          />
        </Button>
      )}
    </div>
  );

  const discount = (
    <div className={styles.part}>
      <DiscountPad
        discount={line.discount}
        most={amount}
        onChange={(wanted) => dispatch({ type: 'set-discount', key, discount: wanted })}
        onEnter={onDone}
      />
    </div>
  );

  const note = (
    <div className={styles.part}>
      <TextField
        label={formatMessage({ id: 'register.line.note' })}
        description={formatMessage({ id: 'register.line.note_help' })}
        value={line.note}
        maxLength={200}
        autoFocus
        onChange={(text) => dispatch({ type: 'set-note', key, note: text })}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' && event.key !== 'Escape') return;
          // The line has the focus then: the same key would open it again.
          event.preventDefault();
          onDone();
        }}
      />
    </div>
  );

  const known = totals.lines.get(key);
  const parts =
    line.quantityMilli === ONE || !known?.unit ? [known?.parts] : [known.unit, known.parts];

  return (
    <div className={styles.editor}>
      <Tabs
        label={formatMessage({ id: 'register.line.edit' }, { name: line.article.name })}
        look="segmented"
        selected={part}
        onSelect={setPart}
        tabs={[
          {
            key: 'quantity',
            label: <FormattedMessage id="register.line.quantity" />,
            content: quantity,
          },
          { key: 'price', label: <FormattedMessage id="register.line.price" />, content: price },
          {
            key: 'discount',
            label: <FormattedMessage id="register.discount" />,
            content: discount,
          },
          { key: 'note', label: <FormattedMessage id="register.line.note" />, content: note },
        ]}
      />
      {groups.length > 0 && (
        <Button
          block
          icon={<SlidersHorizontal aria-hidden="true" />}
          onPress={() => setChoosing(true)}
        >
          <FormattedMessage id="register.options" />
        </Button>
      )}
      {isChoosing && (
        <OptionsDialog
          article={line.article}
          groups={groups}
          base={line.price ?? usual}
          chosen={line.options ?? []}
          onClose={() => setChoosing(false)}
          done="register.options.take"
          onDone={(options) => {
            dispatch({ type: 'set-options', key, options });
            setChoosing(false);
          }}
        />
      )}
      {parts.map(
        (part, at) =>
          part &&
          part.tax !== 0 && (
            <p key={at} className={styles.hint}>
              <FormattedMessage
                id={at === parts.length - 1 ? 'register.line.parts' : 'register.line.parts_each'}
                values={{
                  net: <Amount minor={part.net} />,
                  tax: <Amount minor={part.tax} />,
                  gross: <Amount minor={part.gross} />,
                }}
              />
            </p>
          ),
      )}
      <div className={styles.actions}>
        <Button icon={<Trash2 aria-hidden="true" />} onPress={onRemove} className={styles.remove}>
          <FormattedMessage id="register.line.remove" />
        </Button>
        <Button variant="primary" onPress={onDone}>
          <FormattedMessage id="register.done" />
        </Button>
      </div>
    </div>
  );
}
