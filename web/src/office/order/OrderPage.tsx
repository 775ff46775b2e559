import { useQuery } from '@tanstack/react-query';
import { FormattedMessage, useIntl } from 'react-intl';
import { useParams } from 'react-router';
import { orderQuery } from '../../api/queries';
import { useMay } from '../../api/session';
import type { Order } from '../../api/types';
import {
  Badge,
  Card,
  DateTime,
  ErrorState,
  Loading,
  Page,
  PageHeader,
  Skeleton,
  cx,
} from '../../design';
import { BackLink } from '../shared/Link';
import { OrderStatePill } from '../shared/states';
import { MailReceipt, MailStates } from '../../receipt/MailReceipt';
import { ReceiptFiles } from '../../receipt/ReceiptFiles';
import { CustomerCard } from './CustomerCard';
import { EventsCard } from './EventsCard';
import { JournalCard } from './JournalCard';
import { LinesCard } from './LinesCard';
import { PaymentsCard } from './PaymentsCard';
import { ProofStrip } from './ProofStrip';
import { RefundsCard } from './RefundsCard';
import { Reprint } from './Reprint';
import { StockCard } from './StockCard';
import { Timeline } from './Timeline';
import styles from './OrderPage.module.css';

/** One order on one screen: what happened, and beside it what each book says of it. */
export function Component() {
  const { id = '' } = useParams();
  const { formatMessage } = useIntl();
  const maySell = useMay('sell');
  const { data: order, error, refetch, isFetching } = useQuery(orderQuery(id));
  const back = (
    <BackLink to="/orders">
      <FormattedMessage id="orders.title" />
    </BackLink>
  );
  if (error && !order) {
    return (
      <Page>
        <PageHeader title={formatMessage({ id: 'order.title' })} back={back} />
        <ErrorState error={error} onRetry={() => void refetch()} isRetrying={isFetching} />
      </Page>
    );
  }
  return (
    <Page>
      <PageHeader
        back={back}
        title={
          order
            ? (order.number ?? formatMessage({ id: 'order.no_number' }))
            : formatMessage({ id: 'order.title' })
        }
        subtitle={
          order ? (
            <span className={styles.subtitle}>
              <OrderStatePill order={order} />
              {order.recovered && (
                <Badge tone="warning">
                  <FormattedMessage id="order.recovered" />
                </Badge>
              )}
              <span>
                <DateTime value={order.happened_at} look="full" />
              </span>
              <span>
                {order.register_name}, {order.location_name}
              </span>
            </span>
          ) : (
            '\u00a0'
          )
        }
        actions={
          order && (
            <>
              {order.state === 'completed' && (
                <>
                  <MailReceipt of={{ kind: 'order', id: order.id }} />
                  <ReceiptFiles of={{ kind: 'order', id: order.id }} />
                </>
              )}
              {maySell && <Reprint order={order} />}
            </>
          )
        }
      />
      {order && <MailStates of={{ kind: 'order', id: order.id }} className={styles.mails} />}
      {order ? <Proof order={order} /> : <OrderSkeleton />}
    </Page>
  );
}

function Proof({ order }: { order: Order }) {
  const readsBooks = useMay('read_books');
  return (
    <>
      <ProofStrip order={order} />
      <div className={styles.columns}>
        <Card title={<FormattedMessage id="order.timeline" />}>
          <Timeline order={order} />
        </Card>
        <div className={styles.books}>
          <LinesCard order={order} className={styles.whole} />
          <div className={styles.stack}>
            <PaymentsCard payments={order.payments} isVoided={order.state === 'voided'} />
            <RefundsCard refunds={order.refunds} payments={order.payments} />
          </div>
          <StockCard movements={order.movements} />
          {readsBooks && (
            <JournalCard
              entries={order.entries}
              currency={order.total.currency}
              className={styles.whole}
            />
          )}
        </div>
        <div className={styles.stack}>
          <CustomerCard order={order} />
          <EventsCard events={order.events} />
        </div>
      </div>
    </>
  );
}

function OrderSkeleton() {
  return (
    <Loading>
      <div className={styles.skeleton}>
        <Skeleton height="92px" className={styles.block} />
        <div className={styles.columns}>
          <Skeleton height="420px" className={styles.block} />
          <div className={styles.books}>
            <Skeleton height="320px" className={cx(styles.block, styles.whole)} />
            <Skeleton height="200px" className={styles.block} />
            <Skeleton height="200px" className={styles.block} />
            <Skeleton height="320px" className={cx(styles.block, styles.whole)} />
          </div>
        </div>
      </div>
    </Loading>
  );
}
