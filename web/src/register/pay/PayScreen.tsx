import { useState } from 'react';
import { ArrowLeft, Undo2 } from 'lucide-react';
import { FormattedMessage, useIntl } from 'react-intl';
import { LiveIndicator } from '../../app/LiveIndicator';
import { Button } from '../../design/Button';
import { pieces } from '../model/cart';
import { canEditCart, captured } from '../model/checkout';
import { useTill } from '../state/till';
import { CardProgress } from './CardProgress';
import { DoneScreen } from './DoneScreen';
import { Sending } from './Sending';
import { Tenders } from './Tenders';
import { GiveUp } from './GiveUp';
import styles from './Pay.module.css';

/** One full screen from what is due to the change. */
export function PayScreen() {
  const { formatMessage } = useIntl();
  const { cart, checkout, goTo } = useTill();
  const [isGivingUp, setGivingUp] = useState(false);
  if (!checkout) return null;
  const { phase, entries } = checkout;
  if (phase.is === 'done') return <DoneScreen sale={phase.sale} />;
  // Money that was taken is not forgotten on the way back.
  const leave = () => (canEditCart(checkout) ? goTo('sell') : setGivingUp(true));
  return (
    <main className={styles.screen} aria-label={formatMessage({ id: 'register.pay' })}>
      <header className={styles.header}>
        {phase.is === 'choosing' &&
          (captured(entries) > 0 ? (
            <Button variant="ghost" icon={<Undo2 aria-hidden="true" />} onPress={leave}>
              <FormattedMessage id="register.give_up" />
            </Button>
          ) : (
            <Button variant="ghost" icon={<ArrowLeft aria-hidden="true" />} onPress={leave}>
              <FormattedMessage id="register.back_to_sale" />
            </Button>
          ))}
        <span className={styles.about}>
          {cart.customer && <strong>{cart.customer.name}</strong>}
          <FormattedMessage id="register.items" values={{ count: pieces(cart) }} />
        </span>
        <LiveIndicator className={styles.live} />
      </header>
      {phase.is === 'card' ? (
        <CardProgress key={phase.entryId} />
      ) : phase.is === 'choosing' ? (
        <Tenders onLeave={leave} />
      ) : (
        <Sending phase={phase} />
      )}
      <GiveUp isOpen={isGivingUp && phase.is === 'choosing'} onClose={() => setGivingUp(false)} />
    </main>
  );
}
