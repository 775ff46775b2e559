import { useState } from 'react';
import { FormattedMessage } from 'react-intl';
import type { OrderSummary } from '../../api/types';
import { Card, DateTime, Money, cx } from '../../design';
import { Link } from '../shared/Link';
import { OrderStatePill } from '../shared/states';
import { NothingYet } from './NothingYet';
import styles from './Home.module.css';

/** The last sales, newest first; one that just came in lights up once. */
export function RecentOrdersCard({ orders }: { orders: readonly OrderSummary[] }) {
  const [known] = useState(() => new Set(orders.map(({ id }) => id)));
  return (
    <Card
      className={styles.recent}
      flush
      title={<FormattedMessage id="home.recent" />}
      action={
        <Link to="/orders" plain className={styles.all}>
          <FormattedMessage id="home.all" />
        </Link>
      }
    >
      {orders.length === 0 ? (
        <div className={styles.padded}>
          <NothingYet id="home.empty" />
        </div>
      ) : (
        <ul className={styles.orders}>
          {orders.map((order) => (
            <li
              key={order.id}
              data-order={order.id}
              className={cx(styles.order, !known.has(order.id) && styles.arriving)}
            >
              <span className={styles.orderTime}>
                <DateTime value={order.happened_at} look="time" />
              </span>
              <span className={styles.orderWho}>
                <Link to={`/orders/${order.id}`} plain className={styles.strong}>
                  {order.number ?? <FormattedMessage id="order.no_number" />}
                </Link>
                <span className={styles.quiet}>
                  {order.customer_name ?? <FormattedMessage id="order.walk_in" />}
                  {' · '}
                  <FormattedMessage id="order.items" values={{ count: order.line_count }} />
                </span>
              </span>
              <span className={styles.orderState}>
                <OrderStatePill order={order} />
              </span>
              <Money value={order.total} className={styles.strong} />
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
