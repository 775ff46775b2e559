import { useState } from 'react';
import { FormattedMessage } from 'react-intl';
import type { OrderSummary } from '../../api/types';
import { Card, DateTime, Money, cx } from '../../design';
import { Link } from '../shared/Link';
import { OrderStatePill } from '../shared/states';
import { NothingYet } from './NothingYet';
import home from './Home.module.css';
import styles from './RecentOrders.module.css';

/** The last sales, newest first; one that just came in lights up once. */
export function RecentOrdersCard({ orders }: { orders: readonly OrderSummary[] }) {
  const [known] = useState(() => new Set(orders.map(({ id }) => id)));
  return (
    <Card
      className={home.recent}
      flush
      title={<FormattedMessage id="home.recent" />}
      action={
        <Link to="/orders" plain className={home.all}>
          <FormattedMessage id="home.all" />
        </Link>
      }
    >
      {orders.length === 0 ? (
        <div className={home.padded}>
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
              <DateTime value={order.happened_at} look="time" className={styles.quiet} />
              <Link to={`/orders/${order.id}`} plain className={`${styles.number} num`}>
                {order.number ?? <FormattedMessage id="order.no_number" />}
              </Link>
              <span className={cx(styles.customer, !order.customer_name && styles.quiet)}>
                {order.customer_name ?? <FormattedMessage id="order.walk_in" />}
              </span>
              <span className={cx(styles.staff, styles.quiet)}>{order.staff_name}</span>
              <span className={cx(styles.items, styles.quiet)}>
                <FormattedMessage id="order.items" values={{ count: order.line_count }} />
              </span>
              <span className={styles.state}>
                <OrderStatePill order={order} />
              </span>
              <Money value={order.total} className={styles.total} />
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
