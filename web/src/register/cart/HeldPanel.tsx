import { PauseCircle, Trash2 } from 'lucide-react';
import { Button as AriaButton } from 'react-aria-components/Button';
import { FormattedMessage, useIntl } from 'react-intl';
import { IconButton } from '../../design/Button';
import { EmptyState } from '../../design/States';
import { DateTime, Money } from '../../design/values';
import { useTill } from '../state/till';
import { Panel } from './Panel';
import styles from './Cart.module.css';

/** Sales put aside at any register of this shop. Taking one up puts the present one aside. */
export function HeldPanel() {
  const { formatMessage } = useIntl();
  const { held, takeUp, askWhy, location } = useTill();
  return (
    <Panel title={formatMessage({ id: 'register.held' })}>
      {held.length === 0 ? (
        <EmptyState
          icon={<PauseCircle aria-hidden="true" />}
          title={<FormattedMessage id="register.held.none" />}
        >
          <FormattedMessage id="register.held.none_text" />
        </EmptyState>
      ) : (
        <ul className={styles.results}>
          {held.map((order) => {
            const { order_id: id, held_at: at, goods, line_count: lines } = order;
            const name =
              order.name ||
              order.customer_name ||
              [...goods, ...(lines > goods.length ? ['…'] : [])].join(', ');
            return (
              <li key={id} className={styles.heldRow}>
                <AriaButton
                  data-row=""
                  className={styles.result}
                  onPress={() => void takeUp(order)}
                >
                  <span className={styles.resultName}>{name}</span>
                  <span className={styles.resultNote}>
                    <DateTime value={at} look="time" timeZone={location?.time_zone} />
                    {` · ${[order.register_name, order.staff_name].filter(Boolean).join(' · ')}`}
                  </span>
                  <span className={styles.resultEnd}>
                    <Money value={order.total} />
                    <br />
                    <FormattedMessage id="register.lines" values={{ count: lines }} />
                  </span>
                </AriaButton>
                <IconButton
                  label={formatMessage({ id: 'register.held.drop' }, { name })}
                  onPress={() => askWhy({ held: order })}
                >
                  <Trash2 aria-hidden="true" />
                </IconButton>
              </li>
            );
          })}
        </ul>
      )}
    </Panel>
  );
}
