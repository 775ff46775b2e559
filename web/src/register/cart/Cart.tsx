import {
  ChevronDown,
  PauseCircle,
  ScanBarcode,
  ShoppingBasket,
  Tag,
  Trash2,
  UserRound,
  UserRoundPlus,
  UserRoundX,
} from 'lucide-react';
import { Button as AriaButton } from 'react-aria-components/Button';
import { FormattedMessage, useIntl } from 'react-intl';
import { Button, IconButton } from '../../design/Button';
import { cx } from '../../design/cx';
import { EmptyState } from '../../design/States';
import { toast } from '../../design/toasts';
import type { CartLine as Line } from '../model/cart';
import { useTill } from '../state/till';
import { isStopped } from '../state/use-shift';
import { Rows } from '../Rows';
import { ShiftNeeded } from '../ShiftNeeded';
import { CartLine } from './CartLine';
import { CartTotals } from './CartTotals';
import { CustomerPanel } from './CustomerPanel';
import { EmptiesPanel } from './EmptiesPanel';
import { HeldPanel } from './HeldPanel';
import { HoldPanel } from './HoldPanel';
import { OrderDiscountPanel } from './OrderDiscountPanel';
import { TaxPanel } from './TaxPanel';
import { VoidPanel } from './VoidPanel';
import styles from './Cart.module.css';

export interface CartProps {
  /** Above a phone's sheet, which brings its own frame. */
  onClose?: () => void;
}

export function Cart({ onClose }: CartProps) {
  const { panel } = useTill();
  if (panel === 'customer') return <CustomerPanel />;
  if (panel === 'held') return <HeldPanel />;
  if (panel === 'hold') return <HoldPanel />;
  if (panel === 'void') return <VoidPanel />;
  if (panel === 'tax') return <TaxPanel />;
  if (panel === 'discount') return <OrderDiscountPanel />;
  if (panel === 'empties') return <EmptiesPanel />;
  return (
    <>
      <CartHead onClose={onClose} />
      <CartLines />
      <CartTotals />
    </>
  );
}

function CartHead({ onClose }: CartProps) {
  const { formatMessage } = useIntl();
  const { cart, dispatch, discard, editing, setPanel, settings, askWhy } = useTill();
  const { customer } = cart;

  function empty(): void {
    if (settings.ask_void_reason) {
      askWhy('cart');
      return;
    }
    const before = cart;
    discard();
    toast(formatMessage({ id: 'register.cleared' }), {
      action: {
        label: formatMessage({ id: 'register.undo' }),
        onPress: () => dispatch({ type: 'load', cart: before }),
      },
    });
  }

  return (
    <div className={cx(styles.head, editing && styles.editing)}>
      {customer ? (
        <>
          <AriaButton className={styles.customer} onPress={() => setPanel('customer')}>
            <UserRound aria-hidden="true" />
            <span className={styles.customerName}>{customer.name}</span>
          </AriaButton>
          <IconButton
            label={formatMessage({ id: 'register.customer.remove' }, { name: customer.name })}
            onPress={() => dispatch({ type: 'set-customer', customer: null })}
          >
            <UserRoundX aria-hidden="true" />
          </IconButton>
        </>
      ) : (
        <AriaButton className={styles.customer} onPress={() => setPanel('customer')}>
          <UserRoundPlus aria-hidden="true" />
          <FormattedMessage id="register.customer" />
        </AriaButton>
      )}
      {cart.lines.length > 0 && (
        <IconButton label={formatMessage({ id: 'register.clear' })} onPress={empty}>
          <Trash2 aria-hidden="true" />
        </IconButton>
      )}
      {onClose && (
        <IconButton label={formatMessage({ id: 'register.back_to_goods' })} onPress={onClose}>
          <ChevronDown aria-hidden="true" />
        </IconButton>
      )}
    </div>
  );
}

function CartLines() {
  const { formatMessage } = useIntl();
  const { cart, totals, dispatch, editing, setEditing, checkout, held, setPanel, shift } =
    useTill();
  const { settings, askWhy } = useTill();
  const refusal = checkout?.phase.is === 'choosing' ? checkout.phase.refusal : null;

  if (cart.lines.length === 0) {
    if (isStopped(shift)) return <ShiftNeeded />;
    return (
      <EmptyState
        icon={<ShoppingBasket aria-hidden="true" />}
        title={
          <FormattedMessage
            id={cart.returned?.length ? 'register.exchange.choose' : 'register.empty'}
          />
        }
        action={
          held.length > 0 && (
            <Button icon={<PauseCircle aria-hidden="true" />} onPress={() => setPanel('held')}>
              <FormattedMessage id="register.held.count" values={{ count: held.length }} />
            </Button>
          )
        }
        className={styles.empty}
      >
        <span className={styles.hint}>
          <ScanBarcode aria-hidden="true" />
          <FormattedMessage id="register.empty_text" />
        </span>
      </EmptyState>
    );
  }

  function remove(line: Line): void {
    if (settings.ask_void_reason) {
      askWhy({ line });
      return;
    }
    const at = cart.lines.indexOf(line);
    dispatch({ type: 'remove', key: line.key });
    if (editing === line.key) setEditing(null);
    toast(formatMessage({ id: 'register.line.removed' }, { name: line.article.name }), {
      action: {
        label: formatMessage({ id: 'register.undo' }),
        onPress: () => dispatch({ type: 'put-back', line, at }),
      },
    });
  }

  return (
    <Rows
      className={styles.lines}
      onKeyDown={(event) => {
        const key = event.target instanceof HTMLElement ? event.target.dataset.cartLine : undefined;
        const line = cart.lines.find((each) => each.key === key);
        if (line && (event.key === 'Delete' || (event.key === 'Backspace' && !editing))) {
          event.preventDefault();
          remove(line);
        }
      }}
    >
      <ol aria-label={formatMessage({ id: 'register.cart' })}>
        {cart.lines.map((line, at) => (
          <CartLine
            key={line.key}
            line={line}
            amount={totals.amounts.get(line.key) ?? 0}
            notice={
              refusal?.field?.startsWith(`lines[${at}]`)
                ? { level: 'problem', code: refusal.code, detail: refusal.detail }
                : totals.notices.get(line.key)
            }
            onRemove={() => remove(line)}
          />
        ))}
      </ol>
    </Rows>
  );
}

export function DiscountButton() {
  const { cart, setPanel } = useTill();
  return (
    <Button
      variant="ghost"
      icon={<Tag aria-hidden="true" />}
      isDisabled={cart.lines.length === 0}
      className={styles.discount}
      onPress={() => setPanel('discount')}
    >
      <FormattedMessage id="register.discount.add" />
    </Button>
  );
}
