import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { Plus, ScanBarcode } from 'lucide-react';
import { FormattedMessage } from 'react-intl';
import { receiptQuery, type ReceiptOf } from '../../api/printing';
import { Button } from '../../design/Button';
import { Kbd } from '../../design/Kbd';
import { SlipPaper } from '../../design/SlipPaper';
import { Loading, Skeleton } from '../../design/Skeleton';
import { ErrorState } from '../../design/States';
import { cx } from '../../design/cx';
import type { DoneSale } from '../model/checkout';
import { useTill } from '../state/till';
import { useShortcuts } from '../state/use-scanner';
import { Amount } from '../Amount';
import { DoneMark } from '../DoneMark';
import { useTenderName } from '../tender-name';
import { useSettled } from '../use-settled';
import { PrintChoices } from '../receipt/PrintChoices';
import styles from './Done.module.css';

/** The change, larger than anything; the next scan begins the next sale. */
export function DoneScreen({ sale }: { sale: DoneSale }) {
  const { nextSale } = useTill();
  const nameOf = useTenderName();
  const of: ReceiptOf = { kind: 'order', id: sale.orderId };
  const { data: slip, error, refetch, isFetching } = useQuery(receiptQuery(of));
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => title.current?.focus(), []);
  const isSettled = useSettled();
  const next = () => isSettled && nextSale();
  // No letters: whoever types here is at the next sale already.
  useShortcuts({ Enter: next, Escape: next });
  const paid = sale.total + sale.rounding - sale.credit;
  const given = sale.tenders.find(({ tendered, amount }) => (tendered ?? amount) > amount);
  return (
    <main className={styles.done}>
      <section className={styles.result}>
        <DoneMark />
        <div role="status" className={styles.words}>
          {sale.givenBack.length > 0 ? (
            <>
              <h1 ref={title} tabIndex={-1} className={styles.label}>
                <FormattedMessage id="register.exchange.given" />
              </h1>
              {sale.givenBack.map(({ tender, amount }) => (
                <div key={tender}>
                  <p className={styles.change}>
                    <Amount minor={amount} />
                  </p>
                  <p className={styles.detail}>
                    <FormattedMessage
                      id={tender === 'cash' ? 'register.refund.hand_over' : 'register.refund.to'}
                      values={{ tender: nameOf(tender) }}
                    />
                  </p>
                </div>
              ))}
            </>
          ) : sale.change > 0 ? (
            <>
              <h1 ref={title} tabIndex={-1} className={styles.label}>
                <FormattedMessage id="register.change" />
              </h1>
              <p className={styles.change}>
                <Amount minor={sale.change} />
              </p>
              {given && (
                <p className={styles.detail}>
                  <FormattedMessage
                    id="register.change.from"
                    values={{
                      total: <Amount minor={paid} />,
                      given: <Amount minor={given.tendered ?? 0} />,
                    }}
                  />
                </p>
              )}
            </>
          ) : (
            <>
              <h1 ref={title} tabIndex={-1} className={styles.label}>
                <FormattedMessage id="register.paid" />
              </h1>
              <p className={styles.change}>
                <Amount minor={paid} />
              </p>
              <p className={styles.detail}>
                <FormattedMessage id="register.change.none" />
              </p>
            </>
          )}
        </div>
        <div className={styles.actions}>
          <Button
            variant="primary"
            size="lg"
            icon={<Plus aria-hidden="true" />}
            isDisabled={!isSettled}
            onPress={nextSale}
            className={styles.next}
          >
            <FormattedMessage id="register.next_sale" />
          </Button>
          <PrintChoices of={of} isReady={slip !== undefined} />
        </div>
        <p className={styles.hint}>
          <ScanBarcode aria-hidden="true" />
          <FormattedMessage id="register.next_sale_hint" values={{ key: <Kbd>↵</Kbd> }} />
        </p>
      </section>
      <section className={cx(styles.paper, 'printable')}>
        {slip ? (
          <SlipPaper slip={slip} />
        ) : error ? (
          <ErrorState error={error} onRetry={() => void refetch()} isRetrying={isFetching} />
        ) : (
          <Loading>
            <Skeleton width="320px" height="420px" />
          </Loading>
        )}
      </section>
    </main>
  );
}
