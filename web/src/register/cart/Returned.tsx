import { Undo2, X } from 'lucide-react';
import { FormattedMessage, useIntl } from 'react-intl';
import { IconButton } from '../../design/Button';
import { Quantity } from '../../design/values';
import { formatQuantity } from '../model/quantity';
import { useTill } from '../state/till';
import { Amount } from '../Amount';
import styles from './Cart.module.css';

/** What comes back with the sale, below the sums of what goes out, and what is then left to pay. */
export function Returned() {
  const { formatMessage } = useIntl();
  const { cart, totals, dispatch } = useTill();
  const { returned = [] } = cart;
  if (returned.length === 0) return null;
  const due = totals.total - totals.returned;
  return (
    <dl className={styles.sums} aria-label={formatMessage({ id: 'register.exchange.comes_back' })}>
      {returned.map(({ key, number, goods, worth }) => (
        <div key={key} className={styles.sum}>
          <dt className={styles.coupon}>
            <Undo2 aria-hidden="true" />
            <span className={styles.returned}>
              {goods.map(({ name, quantityMilli }, at) => (
                <span key={at}>
                  {at > 0 && ', '}
                  <Quantity value={formatQuantity(quantityMilli)} /> × {name}
                </span>
              ))}
              {number && ` · ${number}`}
            </span>
          </dt>
          <dd className={styles.back}>
            <Amount minor={-(returned.length === 1 ? totals.returned : worth)} symbol={false} />
            <IconButton
              label={formatMessage({ id: 'register.exchange.keep' })}
              onPress={() => dispatch({ type: 'keep-sold', key })}
            >
              <X aria-hidden="true" />
            </IconButton>
          </dd>
        </div>
      ))}
      <div className={styles.due}>
        <dt>
          <FormattedMessage id={due < 0 ? 'register.exchange.to_give' : 'register.exchange.due'} />
        </dt>
        <dd>
          <Amount minor={Math.abs(due)} />
        </dd>
      </div>
    </dl>
  );
}
