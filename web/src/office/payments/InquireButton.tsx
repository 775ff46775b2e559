import { useMutation, useQueryClient } from '@tanstack/react-query';
import { MessageCircleQuestionMark } from 'lucide-react';
import { FormattedMessage } from 'react-intl';
import { api, call } from '../../api/client';
import type { Payment } from '../../api/types';
import { Button, ProblemNote } from '../../design';
import styles from './PaymentDetail.module.css';

/** Asks the terminal again what became of a payment; only for those it has not answered. */
export function InquireButton({ payment, size }: { payment: Payment; size?: 'sm' | 'md' }) {
  const client = useQueryClient();
  const inquiry = useMutation({
    mutationFn: () =>
      call(api.POST('/v1/payments/{id}/inquire', { params: { path: { id: payment.id } } })),
    onSuccess: () => {
      for (const key of ['payments', 'payment', 'order', 'dashboard']) {
        void client.invalidateQueries({ queryKey: [key] });
      }
    },
  });
  if (payment.state !== 'unknown' && payment.state !== 'pending') return null;
  return (
    <div className={styles.inquire}>
      <Button
        size={size}
        icon={<MessageCircleQuestionMark aria-hidden="true" />}
        isPending={inquiry.isPending}
        onPress={() => inquiry.mutate()}
      >
        <FormattedMessage id="payment.inquire" />
      </Button>
      {inquiry.error && <ProblemNote error={inquiry.error} />}
      {inquiry.isSuccess && payment.state === inquiry.data.state && (
        <p role="status" className={styles.quiet}>
          <FormattedMessage id="payment.still_unknown" />
        </p>
      )}
    </div>
  );
}
