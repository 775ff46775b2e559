import { useEffect, useRef } from 'react';
import { Check, CircleAlert, Clock, Printer, RotateCcw } from 'lucide-react';
import { FormattedMessage } from 'react-intl';
import { hasFailed, lastTried, useRetryRefund } from '../../api/retry';
import type { Order, Refund } from '../../api/types';
import { Button } from '../../design/Button';
import { ProblemNote } from '../../design/States';
import { cx } from '../../design/cx';
import { Money } from '../../design/values';
import { RefundReceipt } from '../receipt/Receipt';
import { useShortcuts } from '../state/use-scanner';
import { useSettled } from '../use-settled';
import done from '../pay/Done.module.css';
import styles from './Refund.module.css';

export interface RefundDoneProps {
  refund: Refund;
  order: Order;
  onDone: () => void;
}

/** What to hand back, and what goes back by itself. */
export function RefundDone({ refund, order, onDone }: RefundDoneProps) {
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => title.current?.focus(), []);
  const isSettled = useSettled();
  useShortcuts({ Enter: () => isSettled && onDone() });
  const isPending = refund.state === 'pending';
  const isFailed = hasFailed(refund);
  const retry = useRetryRefund(refund);
  return (
    <div className={styles.doneColumn}>
      <p className={cx(done.check, isPending && styles.pending)}>
        {isFailed ? (
          <CircleAlert aria-hidden="true" />
        ) : isPending ? (
          <Clock aria-hidden="true" />
        ) : (
          <Check aria-hidden="true" />
        )}
      </p>
      <div role="status" className={done.words}>
        <h2 ref={title} tabIndex={-1} className={done.label}>
          <FormattedMessage
            id={
              isFailed
                ? 'register.refund.failed'
                : isPending
                  ? 'register.refund.pending'
                  : 'register.refund.done'
            }
          />
        </h2>
        {lastTried(refund).map(({ payment_id, tender, amount, state, message }) => (
          <div key={payment_id}>
            <p className={styles.back}>
              <Money value={amount} />
            </p>
            <p className={done.detail}>
              <FormattedMessage
                id={tender === 'cash' ? 'register.refund.hand_over' : 'register.refund.to'}
                values={{ tender: <FormattedMessage id={`register.tender.${tender}`} /> }}
              />
            </p>
            {state !== 'captured' && message && <p className={styles.aboutNote}>{message}</p>}
          </div>
        ))}
        {isPending && (
          <p className={done.detail}>
            <FormattedMessage
              id={isFailed ? 'register.refund.failed_text' : 'register.refund.pending_text'}
            />
          </p>
        )}
        {retry.error && <ProblemNote error={retry.error} />}
      </div>
      <div className={done.actions}>
        {isFailed && (
          <Button
            variant="primary"
            size="lg"
            icon={<RotateCcw aria-hidden="true" />}
            isDisabled={!isSettled}
            isPending={retry.isPending}
            onPress={() => retry.mutate()}
            className={done.next}
          >
            <FormattedMessage id="action.retry" />
          </Button>
        )}
        <Button
          variant={isFailed ? 'secondary' : 'primary'}
          size="lg"
          isDisabled={!isSettled}
          onPress={onDone}
          className={done.next}
        >
          <FormattedMessage id="register.done" />
        </Button>
        <Button size="lg" icon={<Printer aria-hidden="true" />} onPress={() => window.print()}>
          <FormattedMessage id="register.receipt.print" />
        </Button>
      </div>
      <div className="printable">
        <RefundReceipt refund={refund} order={order} />
      </div>
    </div>
  );
}
