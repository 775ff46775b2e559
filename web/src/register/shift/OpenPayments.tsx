import { useMutation, useQueryClient } from '@tanstack/react-query';
import { ArrowRight, CircleHelp, RotateCw } from 'lucide-react';
import { FormattedMessage, useIntl } from 'react-intl';
import { api, call } from '../../api/client';
import type { OpenPayment } from '../../api/types';
import { Button } from '../../design/Button';
import { Callout } from '../../design/Callout';
import { toast } from '../../design/toasts';
import { Money } from '../../design/values';
import { openPaymentText } from '../../shift/moves';
import { apiServer } from '../state/api-server';
import { useTill } from '../state/till';
import { Problem } from './Problem';
import styles from './OpenPayments.module.css';

/** Money that is not certain yet, and how to go on with each. */
export function OpenPayments({ payments }: { payments: readonly OpenPayment[] }) {
  if (payments.length === 0) return null;
  return (
    <Callout
      icon={<CircleHelp aria-hidden="true" />}
      title={<FormattedMessage id="register.shift.payments" values={{ count: payments.length }} />}
      level={3}
      text={<FormattedMessage id="register.shift.payments_text" />}
    >
      <ul className={styles.list}>
        {payments.map((payment) => (
          <Open key={payment.payment_id} payment={payment} />
        ))}
      </ul>
    </Callout>
  );
}

function Open({ payment }: { payment: OpenPayment }) {
  const { formatMessage } = useIntl();
  const { resume } = useTill();
  const client = useQueryClient();
  const { payment_id: id, order_id: orderId, refund, unknown, amount } = payment;
  const inquiry = useMutation({
    mutationFn: () => call(api.POST('/v1/payments/{id}/inquire', { params: { path: { id } } })),
    onSettled: () => client.invalidateQueries({ queryKey: ['shift'] }),
  });
  const takeUp = useMutation({
    mutationFn: async (order: string) => resume(await apiServer.order(order)),
    onError: () => toast(formatMessage({ id: 'register.waiting.failed' }), { tone: 'danger' }),
  });
  return (
    <li className={styles.one}>
      <span className={styles.what}>
        <FormattedMessage id={openPaymentText(refund, unknown)} />
        <Money value={amount} className={styles.amount} />
      </span>
      <span className={styles.ways}>
        <Button
          icon={<RotateCw aria-hidden="true" />}
          isPending={inquiry.isPending}
          onPress={() => inquiry.mutate()}
        >
          <FormattedMessage id="register.card.inquire" />
        </Button>
        {orderId && !refund && (
          <Button
            icon={<ArrowRight aria-hidden="true" />}
            isPending={takeUp.isPending}
            onPress={() => takeUp.mutate(orderId)}
          >
            <FormattedMessage id="register.shift.to_payment" />
          </Button>
        )}
      </span>
      {inquiry.error && <Problem error={inquiry.error} />}
    </li>
  );
}
