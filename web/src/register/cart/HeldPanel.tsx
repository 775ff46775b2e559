import { PauseCircle, Trash2 } from 'lucide-react';
import { Button as AriaButton } from 'react-aria-components/Button';
import { FormattedMessage, useIntl } from 'react-intl';
import { IconButton } from '../../design/Button';
import { EmptyState } from '../../design/States';
import { DateTime } from '../../design/values';
import { pieces } from '../model/cart';
import { useTill } from '../state/till';
import { Amount } from '../Amount';
import { Panel } from './Panel';
import styles from './Cart.module.css';

/** Sales put aside at this till. Taking one up puts the present one aside. */
export function HeldPanel() {
  const { formatMessage } = useIntl();
  const { held, takeUp, dropHeld } = useTill();
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
          {held.map(({ id, at, cart, total }) => {
            const name =
              cart.customer?.name ?? cart.lines.map(({ article }) => article.name).join(', ');
            return (
              <li key={id} className={styles.heldRow}>
                <AriaButton data-row="" className={styles.result} onPress={() => takeUp(id)}>
                  <span className={styles.resultName}>{name}</span>
                  <span className={styles.resultNote}>
                    <DateTime value={new Date(at).toISOString()} look="time" />
                    {' · '}
                    <FormattedMessage id="register.items" values={{ count: pieces(cart) }} />
                  </span>
                  <span className={styles.resultEnd}>
                    <Amount minor={total} />
                  </span>
                </AriaButton>
                <IconButton
                  label={formatMessage({ id: 'register.held.drop' }, { name })}
                  onPress={() => dropHeld(id)}
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
