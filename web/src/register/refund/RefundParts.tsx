import { ArrowLeftRight } from 'lucide-react';
import type { ReactNode } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import { Button } from '../../design/Button';
import { Switch } from '../../design/Toggle';
import type { MessageId } from '../../messages';
import { Amount } from '../Amount';
import { refusalOf } from '../model/checkout-flow';
import { Reason } from '../Reason';
import { useRefusalText } from '../refusal';
import { ShiftKey, ShiftNote } from '../ShiftNeeded';
import { isStopped } from '../state/use-shift';
import { useTill } from '../state/till';
import styles from './Refund.module.css';

export interface WhyProps {
  /** What is usually said. */
  usual: readonly MessageId[];
  reason: string;
  onReason: (reason: string) => void;
  /** Whether it was tried without one. */
  isTried: boolean;
  restock: boolean;
  onRestock: (restock: boolean) => void;
}

/** Why goods come back, and whether they can be sold again. */
export function Why({ usual, reason, onReason, isTried, restock, onRestock }: WhyProps) {
  const { formatMessage } = useIntl();
  return (
    <>
      <Reason
        label={formatMessage({ id: 'register.refund.reason' })}
        usual={usual}
        reason={reason}
        onChange={onReason}
        error={
          isTried && !reason.trim()
            ? formatMessage({ id: 'register.refund.reason_needed' })
            : undefined
        }
      />
      <Switch isSelected={restock} onChange={onRestock}>
        <span>
          <FormattedMessage id="register.refund.restock" />
          <span className={styles.switchNote}>
            <FormattedMessage
              id={restock ? 'register.refund.restock_on' : 'register.refund.restock_off'}
            />
          </span>
        </span>
      </Switch>
    </>
  );
}

export interface EndsProps {
  /** Whether nothing is chosen yet. */
  isEmpty: boolean;
  /** What goes back, in minor units. */
  amount: number;
  isPending: boolean;
  /** Why the refund was refused, if it was. */
  error: Error | null;
  onRefund: () => void;
  onExchange: () => void;
  /** In what the money goes back. */
  children?: ReactNode;
}

/** The two ways in which a return ends: something else is taken for it, or money goes back. */
export function Ends({
  isEmpty,
  amount,
  isPending,
  error,
  onRefund,
  onExchange,
  children,
}: EndsProps) {
  const { shift } = useTill();
  const refusalText = useRefusalText();
  const refused = error ? refusalText(refusalOf(error)) : null;
  return (
    <div className={styles.foot}>
      {refused && (
        <div role="alert" className={styles.refused}>
          <strong>{refused.title}</strong> {refused.text}
        </div>
      )}
      {children}
      {isStopped(shift) ? (
        <>
          <ShiftNote />
          <ShiftKey />
        </>
      ) : (
        <div className={styles.keys}>
          <Button
            size="lg"
            icon={<ArrowLeftRight aria-hidden="true" />}
            isDisabled={isEmpty || isPending}
            onPress={onExchange}
          >
            <FormattedMessage id="register.exchange" />
          </Button>
          <Button
            variant="primary"
            size="lg"
            isDisabled={isEmpty}
            isPending={isPending}
            onPress={onRefund}
            className={styles.main}
          >
            {isEmpty ? (
              <FormattedMessage id="register.refund.choose_lines" />
            ) : (
              <FormattedMessage
                id="register.refund.submit"
                values={{ amount: <Amount minor={amount} /> }}
              />
            )}
          </Button>
        </div>
      )}
    </div>
  );
}
