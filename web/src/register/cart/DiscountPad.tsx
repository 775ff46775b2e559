import { useState } from 'react';
import { Percent, X } from 'lucide-react';
import { ToggleButton } from 'react-aria-components/ToggleButton';
import { ToggleButtonGroup } from 'react-aria-components/ToggleButtonGroup';
import { FormattedMessage, useIntl } from 'react-intl';
import { Button, IconButton } from '../../design/Button';
import type { CartDiscount } from '../model/cart';
import { useTill } from '../state/till';
import { DecimalPad, MoneyPad } from './Pads';
import { useSession } from '../../api/session';
import styles from './Editors.module.css';

/** What shops give most often; anything else is typed. */
const USUAL = ['5', '10', '20', '50'];

export interface DiscountPadProps {
  discount: CartDiscount | null;
  /** Minor units that a discount in money may take away at most. */
  most: number;
  onChange: (discount: CartDiscount | null) => void;
  onEnter: () => void;
}

export function DiscountPad({ discount, most, onChange, onEnter }: DiscountPadProps) {
  const { formatMessage, formatNumber } = useIntl();
  const { currency, totals } = useTill();
  const [kind, setKind] = useState(discount?.kind ?? 'percent');
  /** Starts the pad anew when a usual percent is pressed. */
  const [round, setRound] = useState(0);
  const label = formatMessage({ id: 'register.discount' });
  const symbol = formatNumber(0, { style: 'currency', currency, currencyDisplay: 'narrowSymbol' })
    .replace(/[\d\s.,]/g, '')
    .trim();

  const percent = discount?.kind === 'percent' ? discount.percent : '0';
  const amount = discount?.kind === 'amount' ? discount.amount : 0;

  /** From a key of its own, not from the pad, which then shows it anew. */
  function set(wanted: CartDiscount | null): void {
    onChange(wanted);
    setRound(round + 1);
  }

  const sides = {
    before: (
      <ToggleButtonGroup
        aria-label={formatMessage({ id: 'register.discount.kind' })}
        selectionMode="single"
        disallowEmptySelection
        selectedKeys={[kind]}
        onSelectionChange={(keys) => {
          setKind(keys.has('amount') ? 'amount' : 'percent');
          set(null);
        }}
        className={styles.kinds}
      >
        <ToggleButton
          id="percent"
          aria-label={formatMessage({ id: 'register.discount.percent' })}
          className={styles.kind}
        >
          <Percent aria-hidden="true" />
        </ToggleButton>
        <ToggleButton
          id="amount"
          aria-label={formatMessage({ id: 'register.discount.amount' })}
          className={styles.kind}
        >
          {symbol}
        </ToggleButton>
      </ToggleButtonGroup>
    ),
    after: (
      <IconButton
        label={formatMessage({ id: 'register.discount.none' })}
        isDisabled={!discount}
        onPress={() => set(null)}
      >
        <X aria-hidden="true" />
      </IconButton>
    ),
  };

  const { max_discount } = useSession();
  const asks = totals.approvable.includes('discount_freely') && (
    <p role="status" className={styles.hint}>
      <FormattedMessage id="register.discount.asks" values={{ percent: Number(max_discount) }} />
    </p>
  );

  if (kind === 'amount') {
    return (
      <>
        <MoneyPad
          key={round}
          label={label}
          value={amount}
          onChange={(minor) =>
            onChange(minor > 0 ? { kind: 'amount', amount: Math.min(minor, most) } : null)
          }
          onEnter={onEnter}
          {...sides}
        />
        {asks}
      </>
    );
  }
  return (
    <>
      <div className={styles.usual}>
        {USUAL.map((each) => (
          <Button
            key={each}
            variant={percent === each ? 'primary' : 'secondary'}
            onPress={() => set({ kind: 'percent', percent: each })}
          >
            {`${each} %`}
          </Button>
        ))}
      </div>
      <DecimalPad
        key={round}
        label={label}
        value={percent}
        decimals={2}
        most={100}
        unit=" %"
        onChange={(text) => {
          const wanted = text.replace(/\.$/, '');
          onChange(Number(wanted) > 0 ? { kind: 'percent', percent: wanted } : null);
        }}
        onEnter={onEnter}
        {...sides}
      />
      {asks}
    </>
  );
}
