/** States as words with a colour; the word says it, the colour repeats it. */
import {
  ArrowLeftRight,
  Banknote,
  CreditCard,
  Landmark,
  Gift,
  ReceiptText,
  Ticket,
  Wallet,
  type LucideIcon,
} from 'lucide-react';
import { FormattedMessage } from 'react-intl';
import { hasFailed } from '../../api/retry';
import type {
  OrderState,
  OrderSummary,
  PaymentAttempt,
  PaymentState,
  Refund,
  RefundState,
  Tender,
} from '../../api/types';
import { StatusPill, type Tone } from '../../design';

const ORDER_TONE: Record<OrderState, Tone> = {
  open: 'accent',
  frozen: 'warning',
  completed: 'positive',
  voided: 'neutral',
};

const REFUND_TONE: Record<Exclude<RefundState, 'none'>, Tone> = {
  partial: 'neutral',
  full: 'neutral',
};

/** What an order is, or what has become of a completed one. */
export function OrderStatePill({ order }: { order: Pick<OrderSummary, 'state' | 'refund_state'> }) {
  if (order.state === 'completed' && order.refund_state !== 'none') {
    return (
      <StatusPill tone={REFUND_TONE[order.refund_state]}>
        <FormattedMessage id={`order.refund_state.${order.refund_state}`} />
      </StatusPill>
    );
  }
  return (
    <StatusPill tone={ORDER_TONE[order.state]} isBusy={order.state === 'frozen'}>
      <FormattedMessage id={`order.state.${order.state}`} />
    </StatusPill>
  );
}

const PAYMENT_TONE: Record<PaymentState, Tone> = {
  created: 'neutral',
  pending: 'accent',
  captured: 'positive',
  declined: 'danger',
  cancelled: 'neutral',
  expired: 'neutral',
  unknown: 'warning',
  failed: 'danger',
  authorised: 'accent',
  voided: 'neutral',
  reversing: 'warning',
  reversed: 'neutral',
};

export function PaymentStatePill({ state }: { state: PaymentState }) {
  return (
    <StatusPill
      tone={PAYMENT_TONE[state]}
      isBusy={['pending', 'unknown', 'reversing'].includes(state)}
    >
      <FormattedMessage id={`payment.state.${state}`} />
    </StatusPill>
  );
}

const ATTEMPT_TONE: Record<PaymentAttempt['state'], Tone> = {
  created: 'neutral',
  pending: 'accent',
  succeeded: 'positive',
  failed: 'danger',
  expired: 'neutral',
  unknown: 'warning',
};

export function AttemptStatePill({ state }: { state: PaymentAttempt['state'] }) {
  return (
    <StatusPill tone={ATTEMPT_TONE[state]} isBusy={state === 'pending' || state === 'unknown'}>
      <FormattedMessage id={`attempt.state.${state}`} />
    </StatusPill>
  );
}

export function RefundPill({ refund }: { refund: Refund }) {
  const { state } = refund;
  if (hasFailed(refund)) {
    return (
      <StatusPill tone="danger">
        <FormattedMessage id="refund.state.failed" />
      </StatusPill>
    );
  }
  return (
    <StatusPill
      tone={state === 'completed' ? 'positive' : 'warning'}
      isBusy={state !== 'completed'}
    >
      <FormattedMessage id={`refund.state.${state}`} />
    </StatusPill>
  );
}

const TENDER_ICON: Record<string, LucideIcon> = {
  cash: Banknote,
  card: CreditCard,
  voucher: Ticket,
  bank_transfer: Landmark,
  exchange: ArrowLeftRight,
  gift_card: Gift,
  store_credit: Wallet,
  on_account: ReceiptText,
};

export function TenderIcon({ tender }: { tender: Tender }) {
  const Icon = TENDER_ICON[tender] ?? Banknote;
  return <Icon aria-hidden="true" />;
}
