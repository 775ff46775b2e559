import { FormattedMessage } from 'react-intl';
import type { StockLevel } from '../../api/types';
import { Badge, Card, Quantity } from '../../design';
import { Link } from '../shared/Link';
import { Picture } from '../shared/Picture';
import { useWhere } from '../shared/use-location-names';
import { NothingYet } from './NothingYet';
import styles from './Home.module.css';

export function LowStockCard({ levels }: { levels: readonly StockLevel[] }) {
  const whereOf = useWhere();
  return (
    <Card
      title={<FormattedMessage id="home.low" />}
      action={
        <Link to="/stock?show=low" plain className={styles.all}>
          <FormattedMessage id="home.all" />
        </Link>
      }
    >
      {levels.length === 0 ? (
        <NothingYet id="home.low_none" />
      ) : (
        <ul className={styles.rows}>
          {levels.map((level) => (
            <li key={`${level.variant_id} ${level.location_id}`} className={styles.row}>
              <Picture url={level.image_url} />
              <span className={styles.barred}>
                <Link to={`/stock/${level.variant_id}`} plain className={styles.name}>
                  {level.product_name}
                  {level.variant_name && ` · ${level.variant_name}`}
                </Link>
                <span className={styles.quiet}>{whereOf(level)}</span>
              </span>
              <span className={styles.rowEnd}>
                <Badge tone={Number(level.available) <= 0 ? 'danger' : 'warning'}>
                  <FormattedMessage
                    id="home.left"
                    values={{ quantity: <Quantity value={level.available} /> }}
                  />
                </Badge>
              </span>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
