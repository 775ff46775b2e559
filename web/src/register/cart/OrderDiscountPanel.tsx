import { useState } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import { Button } from '../../design/Button';
import { TextField } from '../../design/Field';
import { useTill } from '../state/till';
import { useScanRestore } from '../state/use-scanner';
import { Amount } from '../Amount';
import { DiscountPad } from './DiscountPad';
import { Panel } from './Panel';
import styles from './Cart.module.css';

/** A discount on the whole sale; it takes effect key by key, so the total below says what it means. */
export function OrderDiscountPanel() {
  const { formatMessage } = useIntl();
  const { cart, totals, dispatch, setPanel } = useTill();
  const most = [...totals.amounts.values()].reduce((sum, amount) => sum + amount, 0);
  const [code, setCode] = useState('');
  const done = () => setPanel('lines');
  useScanRestore(() => {
    const { discount } = cart;
    return () => dispatch({ type: 'set-order-discount', discount });
  });
  return (
    <Panel
      title={formatMessage({ id: 'register.discount.order' })}
      footer={
        <>
          <p aria-live="polite" className={styles.total}>
            <span>
              <FormattedMessage id="register.total" />
            </span>
            <Amount minor={totals.total} />
          </p>
          <Button variant="primary" size="lg" block onPress={done}>
            <FormattedMessage id="register.done" />
          </Button>
        </>
      }
    >
      <DiscountPad
        discount={cart.discount}
        most={most}
        onChange={(discount) => dispatch({ type: 'set-order-discount', discount })}
        onEnter={done}
      />
      <form
        className={styles.code}
        onSubmit={(event) => {
          event.preventDefault();
          if (!code.trim()) return;
          dispatch({ type: 'add-coupon', code });
          setCode('');
          done();
        }}
      >
        <TextField
          label={formatMessage({ id: 'register.coupon.code' })}
          value={code}
          onChange={setCode}
          autoComplete="off"
          maxLength={40}
        />
        <Button type="submit">
          <FormattedMessage id="register.coupon.add" />
        </Button>
      </form>
    </Panel>
  );
}
