import { useQuery } from '@tanstack/react-query';
import { FormattedMessage } from 'react-intl';
import type { ReceiptOf } from '../../api/printing';
import { orderQuery } from '../../api/queries';
import type { Order, OrderSummary } from '../../api/types';
import { DateTime, ErrorState, Loading, Money, Quantity, Skeleton } from '../../design';
import { MailReceipt, MailStates } from '../../receipt/MailReceipt';
import { ReceiptFiles } from '../../receipt/ReceiptFiles';
import { Facts, TwoLines } from '../shared/Facts';
import { Link } from '../shared/Link';
import { OrderStatePill, PaymentStatePill, TenderIcon } from '../shared/states';
import { usePlaceNames } from '../shared/use-location-names';
import styles from './OrderPeek.module.css';

/** What one wants to know of an order without leaving the list. */
export function OrderPeek({ summary }: { summary: OrderSummary }) {
  const { data: order, error, refetch, isFetching } = useQuery(orderQuery(summary.id));
  const places = usePlaceNames();
  const latest = order ?? summary;
  return (
    <>
      <div className={styles.head}>
        <Money value={latest.total} className={styles.total} />
        <OrderStatePill order={latest} />
      </div>
      <Facts
        items={[
          [
            <FormattedMessage key="n" id="order.time" />,
            <DateTime key="v" value={latest.happened_at} />,
          ],
          [
            <FormattedMessage key="n" id="order.customer" />,
            latest.customer_id ? (
              <Link key="v" to={`/customers/${latest.customer_id}`}>
                {latest.customer_name}
              </Link>
            ) : (
              <FormattedMessage key="v" id="order.walk_in" />
            ),
          ],
          [<FormattedMessage key="n" id="order.staff" />, latest.staff_name],
          [<FormattedMessage key="n" id="order.register" />, places.register(latest.register_id)],
          [<FormattedMessage key="n" id="order.note" />, latest.note],
        ]}
      />
      {order ? (
        <Parts order={order} />
      ) : error ? (
        <ErrorState error={error} onRetry={() => void refetch()} isRetrying={isFetching} />
      ) : (
        <Loading>
          <div className={styles.skeleton}>
            {Array.from({ length: summary.line_count || 1 }, (_, index) => (
              <Skeleton key={index} height="40px" />
            ))}
          </div>
        </Loading>
      )}
    </>
  );
}

function Parts({ order }: { order: Order }) {
  return (
    <>
      {order.state === 'completed' && <Receipt order={order} />}
      <section>
        <h3 className={styles.title}>
          <FormattedMessage id="order.lines" />
        </h3>
        <ul className={styles.rows}>
          {order.lines.map((line) => (
            <li key={line.line_no}>
              <TwoLines
                lead={<Quantity value={line.quantity} className={styles.quantity} />}
                title={line.name}
                detail={line.sku}
                end={<Money value={line.total} />}
              />
            </li>
          ))}
        </ul>
      </section>
      {order.payments.length > 0 && (
        <section>
          <h3 className={styles.title}>
            <FormattedMessage id="order.payments" />
          </h3>
          <ul className={styles.rows}>
            {order.payments.map((payment) => (
              <li key={payment.id}>
                <TwoLines
                  lead={<TenderIcon tender={payment.tender} />}
                  title={payment.tender_name}
                  end={<Money value={payment.amount} />}
                  detail={payment.state === 'captured' ? undefined : payment.message}
                />
                {payment.state !== 'captured' && <PaymentStatePill state={payment.state} />}
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  );
}

/** The receipt to take along or to send, without leaving the list. */
function Receipt({ order }: { order: Order }) {
  const of: ReceiptOf = { kind: 'order', id: order.id };
  return (
    <div className={styles.receipt}>
      <MailReceipt of={of} size="sm" />
      <ReceiptFiles of={of} size="sm" />
      <MailStates of={of} className={styles.mails} />
    </div>
  );
}
