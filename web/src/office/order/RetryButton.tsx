import type { UseMutationResult } from '@tanstack/react-query';
import { RotateCcw } from 'lucide-react';
import { FormattedMessage } from 'react-intl';
import { useRetryDeposit, useRetryRefund } from '../../api/retry';
import { useMay } from '../../api/session';
import type { Payment, Refund } from '../../api/types';
import { Button, ProblemNote } from '../../design';
import styles from './Cards.module.css';

export function RetryRefund({ refund }: { refund: Refund }) {
  return <RetryButton retry={useRetryRefund(refund)} />;
}

export function RetryDeposit({ payment }: { payment: Payment }) {
  return <RetryButton retry={useRetryDeposit(payment)} />;
}

/** Asks the terminal once more to give the money back. */
function RetryButton({ retry }: { retry: UseMutationResult<unknown, Error, void> }) {
  if (!useMay('refund')) return null;
  return (
    <div className={styles.retry}>
      <Button
        icon={<RotateCcw aria-hidden="true" />}
        isPending={retry.isPending}
        onPress={() => retry.mutate()}
      >
        <FormattedMessage id="action.retry" />
      </Button>
      {retry.error && <ProblemNote error={retry.error} />}
    </div>
  );
}
