import { FormattedMessage } from 'react-intl';
import { useMay } from '../../api/session';
import type { Movement } from '../../api/types';
import { Card, Money, Quantity } from '../../design';
import { Link } from '../shared/Link';
import { usePlaceNames } from '../shared/use-location-names';
import ledger from '../shared/Ledger.module.css';
import styles from './Cards.module.css';

/** What left the shelf, and what came back to it. */
export function StockCard({ movements }: { movements: readonly Movement[] }) {
  const places = usePlaceNames();
  // What things cost is in the books.
  const seesValue = useMay('read_books');
  return (
    <Card flush id="stock" title={<FormattedMessage id="order.movements" />}>
      {movements.length === 0 ? (
        <p className={`${styles.none} ${styles.padded}`}>
          <FormattedMessage id="order.movements_none" />
        </p>
      ) : (
        <table className={ledger.table}>
          <thead>
            <tr>
              <th scope="col">
                <FormattedMessage id="order.item" />
              </th>
              <th scope="col" className={ledger.medium}>
                <FormattedMessage id="location.label" />
              </th>
              <th scope="col" className={ledger.end}>
                <FormattedMessage id="order.quantity" />
              </th>
              {seesValue && (
                <th scope="col" className={ledger.end}>
                  <FormattedMessage id="stock.value" />
                </th>
              )}
            </tr>
          </thead>
          <tbody>
            {movements.map((movement, index) => (
              <tr key={index}>
                <td>
                  <span className={ledger.name}>
                    <Link to={`/stock/${movement.variant_id}`} plain>
                      {movement.name}
                    </Link>
                    <span className={ledger.quiet}>
                      {movement.sku} · <FormattedMessage id={`movement.${movement.kind}`} />
                    </span>
                  </span>
                </td>
                <td className={ledger.medium}>{places.location(movement.location_id)}</td>
                <td className={ledger.end}>
                  <Quantity value={movement.quantity} signed />
                </td>
                {seesValue && (
                  <td className={ledger.end}>
                    <Money value={movement.value} signed />
                  </td>
                )}
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </Card>
  );
}
