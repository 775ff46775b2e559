import { FormattedMessage } from 'react-intl';
import type { Dashboard } from '../../api/types';
import { Card, Money, Quantity } from '../../design';
import { Link } from '../shared/Link';
import { Picture } from '../shared/Picture';
import { NothingYet } from './NothingYet';
import styles from './Home.module.css';

export function TopProductsCard({ products }: { products: Dashboard['top_products'] }) {
  const most = Math.max(1, ...products.map(({ amount }) => amount.amount));
  return (
    <Card
      title={<FormattedMessage id="home.top" />}
      action={
        <Link to="/products" plain className={styles.all}>
          <FormattedMessage id="home.all" />
        </Link>
      }
    >
      {products.length === 0 ? (
        <NothingYet id="home.top_none" />
      ) : (
        <ol className={styles.rows}>
          {products.map(({ product_id, name, image_url, quantity, amount }) => (
            <li key={product_id} className={styles.row}>
              <Picture url={image_url} />
              <span className={styles.barred}>
                <Link to={`/products/${product_id}`} plain className={styles.name}>
                  {name}
                </Link>
                <span
                  aria-hidden="true"
                  className={styles.bar}
                  style={{ width: `${Math.max(1, (100 * amount.amount) / most)}%` }}
                />
              </span>
              <span className={styles.rowEnd}>
                <Money value={amount} className={styles.strong} />
                <span className={styles.percent}>
                  <FormattedMessage
                    id="home.sold"
                    values={{ quantity: <Quantity value={quantity} /> }}
                  />
                </span>
              </span>
            </li>
          ))}
        </ol>
      )}
    </Card>
  );
}
