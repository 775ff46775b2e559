import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Check, Minus, Plus, Undo2 } from 'lucide-react';
import { Checkbox } from 'react-aria-components/Checkbox';
import { FormattedMessage, useIntl } from 'react-intl';
import { api, call, idempotent } from '../../api/client';
import { receiptQuery, type ReceiptOf } from '../../api/printing';
import { orderQuery } from '../../api/queries';
import type { Order, OrderLine, RefundInput } from '../../api/types';
import type { MessageId } from '../../messages';
import { Button, IconButton } from '../../design/Button';
import { cx } from '../../design/cx';
import { Loading, Skeleton } from '../../design/Skeleton';
import { SlipPaper } from '../../design/SlipPaper';
import { EmptyState, ErrorState } from '../../design/States';
import { DateTime, Money, Quantity } from '../../design/values';
import { uuidv7 } from '../../lib/uuid';
import { formatQuantity, ONE } from '../model/quantity';
import { everything, left, refundable, refundInput, step, toggle, worth } from '../model/refund';
import type { Choice } from '../model/refund';
import { useIntentKey } from '../state/use-intent-key';
import { useTill } from '../state/till';
import { PrintChoices } from '../receipt/PrintChoices';
import { useTenderName } from '../tender-name';
import { RefundDone } from './RefundDone';
import { Ends, Why } from './RefundParts';
import styles from './Refund.module.css';

const USUAL = [
  'register.refund.reason.changed_mind',
  'register.refund.reason.faulty',
  'register.refund.reason.wrong_article',
  'register.refund.reason.overcharged',
] as const satisfies readonly MessageId[];

export interface RefundOrderProps {
  orderId: string | null;
  onDone: () => void;
}

export function RefundOrder({ orderId, onDone }: RefundOrderProps) {
  const {
    data: order,
    error,
    refetch,
    isFetching,
  } = useQuery({
    ...orderQuery(orderId ?? ''),
    enabled: orderId !== null,
  });
  const [refundId, setRefundId] = useState<string | null>(null);
  if (orderId === null) {
    return (
      <EmptyState
        icon={<Undo2 aria-hidden="true" />}
        title={<FormattedMessage id="register.refund.choose_sale" />}
        className={styles.state}
      >
        <FormattedMessage id="register.refund.choose_sale_text" />
      </EmptyState>
    );
  }
  if (error && !order) {
    return (
      <ErrorState
        error={error}
        onRetry={() => void refetch()}
        isRetrying={isFetching}
        className={styles.state}
      />
    );
  }
  if (!order) {
    return (
      <Loading>
        <div className={styles.skeletons}>
          <Skeleton width="50%" height="32px" />
          {Array.from({ length: 4 }, (_, at) => (
            <Skeleton key={at} width="100%" height="60px" />
          ))}
        </div>
      </Loading>
    );
  }
  const refund = order.refunds.find(({ id }) => id === refundId);
  if (refund) return <RefundDone refund={refund} onDone={onDone} />;
  return <RefundForm order={order} onRefunded={setRefundId} />;
}

interface RefundFormProps {
  order: Order;
  onRefunded: (refundId: string) => void;
}

function RefundForm({ order, onRefunded }: RefundFormProps) {
  const nameOf = useTenderName();
  const { register, takeBack } = useTill();
  const [choice, setChoice] = useState<Choice>(new Map());
  const [restock, setRestock] = useState(true);
  const [reason, setReason] = useState('');
  const [isTried, setTried] = useState(false);
  const [id] = useState(() => uuidv7());
  const keyFor = useIntentKey();
  const { refetch } = useQuery(orderQuery(order.id));
  const of: ReceiptOf = { kind: 'order', id: order.id };
  const { data: slip } = useQuery(receiptQuery(of));
  const refund = useMutation({
    mutationFn: ({ key, body }: { key: string; body: RefundInput }) =>
      call(
        api.POST('/v1/orders/{id}/refunds', {
          params: { path: { id: order.id } },
          body,
          headers: idempotent(key),
        }),
      ),
    onSuccess: async (done) => {
      await refetch();
      onRefunded(done.id);
    },
  });

  const open = everything(order.lines);
  const isAll =
    open.size > 0 && [...open].every(([line, quantity]) => choice.get(line) === quantity);
  const amount = worth(choice, order.lines);
  const ways = refundable(order.payments);

  function submit(): void {
    setTried(true);
    if (choice.size === 0 || !reason.trim()) return;
    const body = refundInput({
      ...{ id, registerId: register.id, restock, choice },
      reason: reason.trim(),
    });
    refund.mutate({ key: keyFor(body), body });
  }

  /** What comes back goes with the sale of what is taken for it. */
  function exchange(): void {
    setTried(true);
    if (choice.size === 0 || !reason.trim()) return;
    const { lines } = refundInput({ ...{ id, registerId: register.id, restock, choice }, reason });
    const goods = order.lines.filter(({ line_no }) => choice.has(line_no));
    takeBack({
      key: order.id,
      number: order.number,
      goods: goods.map(({ name, line_no }) => ({ name, quantityMilli: choice.get(line_no)! })),
      worth: amount,
      input: { order_id: order.id, lines, reason: reason.trim() },
    });
  }

  return (
    <>
      <div className={styles.form}>
        <div className={styles.about}>
          <div>
            <h2 className={styles.heading}>{order.number}</h2>
            <p className={styles.aboutNote}>
              <DateTime value={order.happened_at} />
              {order.customer_name && ` · ${order.customer_name}`}
            </p>
          </div>
          {open.size > 0 && (
            <Button onPress={() => setChoice(isAll ? new Map() : open)}>
              <FormattedMessage id={isAll ? 'register.refund.nothing' : 'register.refund.all'} />
            </Button>
          )}
        </div>
        {open.size === 0 && (
          <p className={styles.allBack}>
            <FormattedMessage id="register.refund.all_back" />
          </p>
        )}
        <div className={styles.prints}>
          <PrintChoices of={of} isReady={slip !== undefined} />
        </div>
        <div className={cx(styles.onPaper, 'printable')}>{slip && <SlipPaper slip={slip} />}</div>
        <ul className={styles.lines}>
          {order.lines.map((line) => (
            <RefundLine key={line.line_no} line={line} choice={choice} onChange={setChoice} />
          ))}
        </ul>
        {open.size > 0 && (
          <>
            <Why
              usual={USUAL}
              reason={reason}
              onReason={setReason}
              isTried={isTried}
              restock={restock}
              onRestock={setRestock}
            />
          </>
        )}
      </div>
      {open.size > 0 && (
        <Ends
          isEmpty={choice.size === 0}
          amount={amount}
          isPending={refund.isPending}
          error={refund.error}
          onRefund={submit}
          onExchange={exchange}
        >
          <p className={styles.ways}>
            <FormattedMessage
              id="register.refund.ways"
              values={{
                tenders: [...new Set(ways.map(({ tender }) => tender))]
                  .map((tender) => nameOf(tender))
                  .join(', '),
              }}
            />
          </p>
        </Ends>
      )}
    </>
  );
}

interface RefundLineProps {
  line: OrderLine;
  choice: Choice;
  onChange: (choice: Choice) => void;
}

function RefundLine({ line, choice, onChange }: RefundLineProps) {
  const { formatMessage } = useIntl();
  const rest = left(line);
  const chosen = choice.get(line.line_no) ?? 0;
  return (
    <li className={cx(styles.line, rest === 0 && styles.isBack)}>
      <Checkbox
        isSelected={chosen > 0}
        isDisabled={rest === 0}
        onChange={() => onChange(toggle(choice, line))}
        className={styles.lineName}
      >
        <span className={cx(styles.box, chosen > 0 && styles.boxOn)}>
          {chosen > 0 && <Check aria-hidden="true" />}
        </span>
        <span>
          {line.name}
          {line.options.length > 0 && (
            <span className={styles.lineNote}>
              {line.options.map(({ name }) => name).join(', ')}
            </span>
          )}
          <span className={styles.lineNote}>
            <Quantity value={line.quantity} />
            {' × '}
            <Money value={line.unit_price} />
            {line.refunded_quantity !== '0' && (
              <FormattedMessage
                id="register.refund.already"
                values={{ quantity: <Quantity value={line.refunded_quantity} /> }}
              />
            )}
          </span>
        </span>
      </Checkbox>
      {rest > ONE && chosen > 0 && (
        <div
          role="group"
          aria-label={formatMessage({ id: 'register.refund.quantity' }, { name: line.name })}
          className={styles.stepper}
        >
          <IconButton
            size="sm"
            variant="secondary"
            label={formatMessage({ id: 'register.line.less' })}
            onPress={() => onChange(step(choice, line, -ONE))}
          >
            <Minus aria-hidden="true" />
          </IconButton>
          <span aria-live="polite" className={styles.chosen}>
            <Quantity value={formatQuantity(chosen)} />
          </span>
          <IconButton
            size="sm"
            variant="secondary"
            label={formatMessage({ id: 'register.line.more' })}
            isDisabled={chosen >= rest}
            onPress={() => onChange(step(choice, line, ONE))}
          >
            <Plus aria-hidden="true" />
          </IconButton>
        </div>
      )}
      <Money value={line.total} className={styles.lineTotal} />
    </li>
  );
}
