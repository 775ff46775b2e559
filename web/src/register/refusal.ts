import { useIntl } from 'react-intl';
import type { MessageId } from '../messages';
import type { Refusal } from './model/checkout';

/** The refusals a cashier meets, in the cashier's words; the rest are told in the server's. */
const KNOWN: Record<string, { title: MessageId; text?: MessageId }> = {
  out_of_stock: {
    title: 'register.refused.out_of_stock',
    text: 'register.refused.out_of_stock_text',
  },
  stock_below_zero: { title: 'register.refused.below_zero' },
  discount_too_large: {
    title: 'register.refused.discount',
    text: 'register.refused.discount_text',
  },
  order_version_stale: { title: 'register.refused.stale', text: 'register.refused.stale_text' },
  payment_exceeds_due: {
    title: 'register.refused.too_much',
    text: 'register.refused.too_much_text',
  },
  refund_exceeds_rest: { title: 'register.refused.refund', text: 'register.refused.refund_text' },
  exchange_over: {
    title: 'register.refused.exchange_over',
    text: 'register.refused.exchange_over_text',
  },
  shift_closed: { title: 'register.shift.closed', text: 'register.shift.closed_text' },
  shift_of_another: {
    title: 'register.refused.of_another',
    text: 'register.refused.of_another_text',
  },
  shift_open: { title: 'register.refused.shift_open', text: 'register.refused.shift_open_text' },
  payment_open: {
    title: 'register.refused.payment_open',
    text: 'register.refused.payment_open_text',
  },
  forbidden: { title: 'problem.forbidden.title', text: 'problem.forbidden.text' },
  offline: { title: 'problem.offline.title', text: 'problem.offline.text' },
};

export function useRefusalText(): (refusal: Refusal) => { title: string; text: string } {
  const { formatMessage } = useIntl();
  return ({ code, detail, fix }) => {
    const known = KNOWN[code];
    if (!known) return { title: detail, text: fix ?? '' };
    return {
      title: formatMessage({ id: known.title }),
      text: known.text ? formatMessage({ id: known.text }) : '',
    };
  };
}
