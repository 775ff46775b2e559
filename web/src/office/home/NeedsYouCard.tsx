import {
  ChevronRight,
  CircleCheck,
  ClipboardList,
  CreditCard,
  Undo2,
  type LucideIcon,
} from 'lucide-react';
import { FormattedMessage } from 'react-intl';
import { Link } from 'react-router';
import type { Dashboard } from '../../api/types';
import { Badge, Card, Money, Quantity } from '../../design';
import styles from './Home.module.css';

type Need = Dashboard['needs_you'][number];

const ICON: Record<Need['kind'], LucideIcon> = {
  payment_unknown: CreditCard,
  refund_pending: Undo2,
  refund_failed: Undo2,
  recount: ClipboardList,
  more_recounts: ClipboardList,
};

/** What only a person can settle. */
export function NeedsYouCard({ items }: { items: readonly Need[] }) {
  return (
    <Card
      flush
      title={<FormattedMessage id="home.needs_you" />}
      action={items.length > 0 && <Badge tone="warning">{items.length}</Badge>}
    >
      {items.length === 0 ? (
        <div className={styles.calm}>
          <CircleCheck aria-hidden="true" />
          <p>
            <FormattedMessage id="home.needs_nothing" />
          </p>
        </div>
      ) : (
        <ul className={styles.inbox}>
          {items.map((item) => (
            <NeedRow key={`${item.kind} ${item.id}`} item={item} />
          ))}
        </ul>
      )}
    </Card>
  );
}

function NeedRow({ item }: { item: Need }) {
  const Icon = ICON[item.kind];
  const values = {
    name: item.name,
    amount: item.amount && <Money value={item.amount} />,
    quantity: <Quantity value={item.quantity} />,
    count: Number(item.quantity),
  };
  return (
    <li>
      <Link to={item.link} className={styles.need}>
        <span className={styles.needIcon}>
          <Icon aria-hidden="true" />
        </span>
        <span className={styles.needText}>
          <span className={styles.strong}>
            <FormattedMessage id={`home.need.${item.kind}`} values={values} />
          </span>
          <span className={styles.quiet}>
            <FormattedMessage id={`home.need.${item.kind}_text`} values={values} />
          </span>
        </span>
        <ChevronRight aria-hidden="true" className={styles.chevron} />
      </Link>
    </li>
  );
}
