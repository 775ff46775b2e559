import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { Check, CircleAlert, Clock, RotateCcw } from 'lucide-react';
import { FormattedMessage } from 'react-intl';
import { receiptQuery, type ReceiptOf } from '../../api/printing';
import { hasFailed, lastTried, useRetryRefund } from '../../api/retry';
import type { Refund } from '../../api/types';
import { Button } from '../../design/Button';
import { SlipPaper } from '../../design/SlipPaper';
import { ProblemNote } from '../../design/States';
import { cx } from '../../design/cx';
import { Money } from '../../design/values';
import { PrintChoices } from '../receipt/PrintChoices';
import { useTenderName } from '../tender-name';
import { useShortcuts } from '../state/use-scanner';
import { useSettled } from '../use-settled';
import done from '../pay/Done.module.css';
import mark from '../DoneMark.module.css';
import styles from './Refund.module.css';

export interface RefundDoneProps {
  refund: Refund;
  onDone: () => void;
}

/** What to hand back, and what goes back by itself. */
export function RefundDone({ refund, onDone }: RefundDoneProps) {
  const nameOf = useTenderName();
  const title = useRef<HTMLHeadingElement>(null);
  useEffect(() => title.current?.focus(), []);
  const isSettled = useSettled();
  useShortcuts({ Enter: () => isSettled && onDone() });
  const isPending = refund.state === 'pending';
  const isFailed = hasFailed(refund);
  const retry = useRetryRefund(refund);
  const of: ReceiptOf = { kind: 'refund', id: refund.id };
  const { data: slip } = useQuery(receiptQuery(of));
  return (
    <div className={styles.doneColumn}>
      <p className={cx(mark.mark, isPending && styles.pending)}>
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
                values={{ tender: nameOf(tender) }}
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
        <PrintChoices of={of} isReady={slip !== undefined} />
      </div>
      <div className="printable">{slip && <SlipPaper slip={slip} />}</div>
    </div>
  );
}
