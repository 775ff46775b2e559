import { useState } from 'react';
import { ArrowLeft } from 'lucide-react';
import { FormattedMessage } from 'react-intl';
import { LiveIndicator } from '../../app/LiveIndicator';
import { Button } from '../../design/Button';
import { cx } from '../../design/cx';
import { useMediaQuery } from '../../lib/use-media-query';
import { useTill } from '../state/till';
import { useShortcuts } from '../state/use-scanner';
import { FindOrder } from './FindOrder';
import { RefundOrder } from './RefundOrder';
import styles from './Refund.module.css';

export interface RefundScreenProps {
  search: string;
  onSearch: (search: string) => void;
}

/** Find the sale, choose what comes back, give the money back the way it came. */
export function RefundScreen({ search, onSearch }: RefundScreenProps) {
  const { goTo } = useTill();
  const [orderId, setOrderId] = useState<string | null>(null);
  const isNarrow = useMediaQuery('(max-width: 899px)');
  const leave = () => {
    onSearch('');
    goTo('sell');
  };
  const back = () => (orderId !== null && isNarrow ? setOrderId(null) : leave());
  useShortcuts({ Escape: back });

  return (
    <main className={styles.screen}>
      <header className={styles.header}>
        <Button variant="ghost" icon={<ArrowLeft aria-hidden="true" />} onPress={back}>
          {orderId !== null && isNarrow ? (
            <FormattedMessage id="register.refund.other" />
          ) : (
            <FormattedMessage id="register.back_to_sale" />
          )}
        </Button>
        <h1 className={styles.title}>
          <FormattedMessage id="register.refund" />
        </h1>
        <LiveIndicator className={styles.live} />
      </header>
      <div className={styles.columns}>
        <div className={cx(styles.find, isNarrow && orderId !== null && styles.hidden)}>
          <FindOrder search={search} onSearch={onSearch} selected={orderId} onSelect={setOrderId} />
        </div>
        <div className={cx(styles.detail, isNarrow && orderId === null && styles.hidden)}>
          <RefundOrder key={orderId} orderId={orderId} onDone={leave} />
        </div>
      </div>
    </main>
  );
}
