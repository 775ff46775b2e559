import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Minus, Plus, Recycle } from 'lucide-react';
import { FormattedMessage, useIntl } from 'react-intl';
import { api, call, idempotent } from '../../api/client';
import { depositsQuery } from '../../api/queries';
import type { UnlinkedRefundInput } from '../../api/types';
import { Button, IconButton } from '../../design/Button';
import { Loading, Skeleton } from '../../design/Skeleton';
import { EmptyState, ErrorState, ProblemNote } from '../../design/States';
import { toast } from '../../design/toasts';
import { Money, Quantity, useFormatMoney } from '../../design/values';
import { uuidv7 } from '../../lib/uuid';
import { formatQuantity, ONE } from '../model/quantity';
import { useIntentKey } from '../state/use-intent-key';
import { useTill } from '../state/till';
import { Amount } from '../Amount';
import { Panel } from './Panel';
import styles from './Cart.module.css';

/** Empties come back: their deposit is taken off the sale, or given in cash where nothing is bought. */
export function EmptiesPanel() {
  const { formatMessage } = useIntl();
  const formatMoney = useFormatMoney();
  const { cart, dispatch, register, currency, setPanel } = useTill();
  const { data, error, isFetching, refetch } = useQuery(depositsQuery);
  const [counts, setCounts] = useState<ReadonlyMap<string, number>>(new Map());
  const [id] = useState(() => uuidv7());
  const keyFor = useIntentKey();
  const give = useMutation({
    mutationFn: (body: UnlinkedRefundInput) =>
      call(api.POST('/v1/refunds', { body, headers: idempotent(keyFor(body)) })),
    onSuccess: ({ payments }) => {
      const given = payments.reduce((sum, one) => sum + one.amount.amount + one.rounding.amount, 0);
      const amount = formatMoney({ amount: given, currency });
      toast(formatMessage({ id: 'register.empties.given' }, { amount }), { tone: 'positive' });
      setPanel('lines');
    },
  });
  const deposits = data?.items ?? [];
  const chosen = deposits.filter(({ variant_id }) => (counts.get(variant_id) ?? 0) > 0);
  const worth = chosen.reduce(
    (sum, { variant_id, price }) => sum + price.amount * counts.get(variant_id)!,
    0,
  );
  const reason = formatMessage({ id: 'register.empties' });
  const goods = chosen.map(({ variant_id }) => ({
    variant_id,
    quantity: formatQuantity(counts.get(variant_id)! * ONE),
  }));
  const isSale = cart.lines.length > 0;

  function submit(): void {
    if (chosen.length === 0 || give.isPending) return;
    if (!isSale) {
      const body = { id, register_id: register.id, reason, lines: goods, tender: 'cash' as const };
      give.mutate(body);
      return;
    }
    dispatch({
      type: 'take-back',
      returned: {
        key: 'empties',
        number: null,
        goods: chosen.map(({ variant_id, name }) => ({
          name,
          quantityMilli: counts.get(variant_id)! * ONE,
        })),
        worth,
        input: { reason, goods },
      },
    });
    setPanel('lines');
  }

  const count = (variantId: string, by: number) => {
    const next = Math.max(0, (counts.get(variantId) ?? 0) + by);
    setCounts(new Map(counts).set(variantId, next));
  };
  return (
    <Panel
      title={reason}
      footer={
        <>
          {give.error && <ProblemNote error={give.error} />}
          <Button
            variant="primary"
            size="lg"
            block
            isDisabled={chosen.length === 0}
            isPending={give.isPending}
            onPress={submit}
          >
            <FormattedMessage
              id={isSale ? 'register.empties.take_off' : 'register.empties.give'}
              values={{ amount: <Amount minor={worth} /> }}
            />
          </Button>
        </>
      }
    >
      {error && !data ? (
        <ErrorState error={error} onRetry={() => void refetch()} isRetrying={isFetching} />
      ) : !data ? (
        <Loading>
          <div className={styles.form}>
            {Array.from({ length: 3 }, (_, at) => (
              <Skeleton key={at} width="100%" height="52px" />
            ))}
          </div>
        </Loading>
      ) : deposits.length === 0 ? (
        <EmptyState
          icon={<Recycle aria-hidden="true" />}
          title={<FormattedMessage id="register.empties.none" />}
        >
          <FormattedMessage id="register.empties.none_text" />
        </EmptyState>
      ) : (
        <ul className={styles.results}>
          {deposits.map(({ variant_id, name, price }) => {
            const pieces = counts.get(variant_id) ?? 0;
            return (
              <li key={variant_id} className={styles.empties}>
                <span className={styles.resultName}>
                  {name}
                  <span className={styles.resultNote}>
                    {' '}
                    <Money value={price} />
                  </span>
                </span>
                <div role="group" aria-label={name} className={styles.stepper}>
                  <IconButton
                    variant="secondary"
                    label={formatMessage({ id: 'register.line.less' })}
                    isDisabled={pieces === 0}
                    onPress={() => count(variant_id, -1)}
                  >
                    <Minus aria-hidden="true" />
                  </IconButton>
                  <span aria-live="polite" className={styles.pieces}>
                    <Quantity value={String(pieces)} />
                  </span>
                  <IconButton
                    variant="secondary"
                    label={formatMessage({ id: 'register.line.more' })}
                    onPress={() => count(variant_id, 1)}
                  >
                    <Plus aria-hidden="true" />
                  </IconButton>
                </div>
              </li>
            );
          })}
        </ul>
      )}
    </Panel>
  );
}
