import { ArrowLeft } from 'lucide-react';
import { FormattedMessage, useIntl } from 'react-intl';
import { LiveIndicator } from '../../app/LiveIndicator';
import { Button } from '../../design/Button';
import { pieces } from '../model/cart';
import { canEditCart } from '../model/checkout';
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
  if (!checkout) return null;
  const { phase } = checkout;
  if (phase.is === 'done') return <DoneScreen sale={phase.sale} />;
  return (
    <main className={styles.screen} aria-label={formatMessage({ id: 'register.pay' })}>
      <header className={styles.header}>
        {canEditCart(checkout) ? (
          <Button
            variant="ghost"
            icon={<ArrowLeft aria-hidden="true" />}
            onPress={() => goTo('sell')}
          >
            <FormattedMessage id="register.back_to_sale" />
          </Button>
        ) : (
          phase.is === 'choosing' && <GiveUp />
        )}
        <span className={styles.about}>
          {cart.customer && <strong>{cart.customer.name}</strong>}
          <FormattedMessage id="register.items" values={{ count: pieces(cart) }} />
        </span>
        <LiveIndicator className={styles.live} />
      </header>
      {phase.is === 'card' ? (
        <CardProgress key={phase.entryId} />
      ) : phase.is === 'choosing' ? (
        <Tenders />
      ) : (
        <Sending phase={phase} />
      )}
    </main>
  );
}
