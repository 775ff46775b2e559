import { FormattedMessage } from 'react-intl';
import type { Order } from '../../api/types';
import { Card, Money } from '../../design';
import { initials } from '../../lib/initials';
import { Link } from '../shared/Link';
import styles from './Cards.module.css';

/** Who bought it, and what they bought in all. */
export function CustomerCard({ order }: { order: Order }) {
  const { customer } = order;
  return (
    <Card id="customer" title={<FormattedMessage id="order.customer" />}>
      {customer ? (
        <div className={styles.customer}>
          <span aria-hidden="true" className={styles.avatar}>
            {initials(customer.name)}
          </span>
          <span className={styles.who}>
            <Link to={`/customers/${customer.id}`} plain className={styles.name}>
              {customer.name}
            </Link>
            <span className={styles.quiet}>{customer.email}</span>
            <span className={styles.quiet}>{customer.phone}</span>
          </span>
          <span className={styles.whole}>
            <Money value={customer.spent} className={styles.name} />
            <span className={styles.quiet}>
              <FormattedMessage id="customer.orders" values={{ count: customer.orders_count }} />
            </span>
          </span>
        </div>
      ) : (
        <p className={styles.none}>
          <FormattedMessage id="order.customer_none" />
        </p>
      )}
    </Card>
  );
}
