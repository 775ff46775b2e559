import { cartInput } from './model/cart';
import { useTill } from './state/till';

/** To the Pay screen, which needs the server's figures: what is paid is never an estimate. */
export function usePay(): { pay: () => void; canPay: boolean } {
  const { cart, totals, currency, flow, goTo, setEditing, setCartOpen } = useTill();
  const canPay = cart.lines.length > 0 && totals.isCertain;
  return {
    canPay,
    pay: () => {
      if (!canPay) return;
      flow.open(cartInput(cart, currency), totals.total, currency);
      setEditing(null);
      setCartOpen(false);
      goTo('pay');
    },
  };
}
