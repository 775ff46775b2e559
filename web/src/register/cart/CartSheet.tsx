import { ChevronUp } from 'lucide-react';
import { Button as AriaButton } from 'react-aria-components/Button';
import { Dialog } from 'react-aria-components/Dialog';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import { FormattedMessage, useIntl } from 'react-intl';
import { Button } from '../../design/Button';
import { pieces } from '../model/cart';
import { useTill } from '../state/till';
import { Amount } from '../Amount';
import { ShiftKey, ShiftNote } from '../ShiftNeeded';
import { isStopped } from '../state/use-shift';
import { usePay } from '../use-pay';
import { Cart } from './Cart';
import styles from './CartSheet.module.css';

/** On a phone the cart waits at the lower edge and rises over the goods. */
export function CartSheet() {
  const { formatMessage } = useIntl();
  const { cart, totals, shift, isCartOpen, setCartOpen, setPanel, setEditing } = useTill();
  const { pay, canPay, isPending } = usePay();
  const count = pieces(cart);
  const close = () => {
    setCartOpen(false);
    setEditing(null);
    setPanel('lines');
  };
  return (
    <>
      <div className={styles.bar}>
        <ShiftNote isShort />
        <AriaButton className={styles.open} onPress={() => setCartOpen(true)}>
          <ChevronUp aria-hidden="true" />
          <span className={styles.count}>
            {count === 0 ? (
              <FormattedMessage id="register.cart" />
            ) : (
              <FormattedMessage id="register.items" values={{ count }} />
            )}
          </span>
          <span aria-live="polite" aria-atomic="true" className={styles.total}>
            <Amount minor={totals.total} />
          </span>
        </AriaButton>
        {isStopped(shift) ? (
          <ShiftKey />
        ) : (
          <Button
            variant="primary"
            size="lg"
            isDisabled={!canPay}
            isPending={isPending}
            onPress={pay}
          >
            <FormattedMessage id="register.pay" />
          </Button>
        )}
      </div>
      <ModalOverlay
        isOpen={isCartOpen}
        onOpenChange={(isOpen) => !isOpen && close()}
        isDismissable
        className={styles.scrim}
      >
        <Modal className={styles.sheet}>
          <Dialog aria-label={formatMessage({ id: 'register.cart' })} className={styles.dialog}>
            <Cart onClose={close} />
          </Dialog>
        </Modal>
      </ModalOverlay>
    </>
  );
}
