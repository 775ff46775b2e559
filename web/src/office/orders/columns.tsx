import { FormattedMessage } from 'react-intl';
import type { OrderSummary } from '../../api/types';
import { DateTime, Money, type Column } from '../../design';
import { TwoLines } from '../shared/Facts';
import { Link } from '../shared/Link';
import { OrderStatePill } from '../shared/states';
import { usePlaceNames } from '../shared/use-location-names';
import shared from '../shared/shared.module.css';

function Number({ order }: { order: OrderSummary }) {
  return (
    <Link to={`/orders/${order.id}`} plain className={`${shared.strong} num`}>
      {order.number ?? <FormattedMessage id="order.no_number" />}
    </Link>
  );
}

function Customer({ order }: { order: OrderSummary }) {
  return order.customer_id ? (
    <Link to={`/customers/${order.customer_id}`} plain>
      {order.customer_name}
    </Link>
  ) : (
    <span className={shared.faint}>
      <FormattedMessage id="order.walk_in" />
    </span>
  );
}

/** Figures for those who look at taxes and refunds. */
const EXTRA_FIGURES = ['discount', 'net', 'tax', 'refunded'] as const;

export function useOrderColumns(): Column<OrderSummary>[] {
  const places = usePlaceNames();
  return [
    {
      id: 'number',
      name: 'order.number',
      width: 'minmax(104px, 1fr)',
      cell: (order) => <Number order={order} />,
    },
    {
      id: 'time',
      name: 'order.time',
      width: 'minmax(120px, 1fr)',
      cell: (order) => <DateTime value={order.happened_at} />,
      sort: 'happened_at',
    },
    {
      id: 'customer',
      name: 'order.customer',
      width: 'minmax(120px, 2fr)',
      cell: (order) => <Customer order={order} />,
    },
    {
      id: 'register',
      name: 'order.register',
      width: 'minmax(96px, 1fr)',
      hideBelow: 900,
      cell: (order) => places.register(order.register_id) || '–',
    },
    {
      id: 'staff',
      name: 'order.staff',
      width: 'minmax(96px, 1fr)',
      hideBelow: 1040,
      cell: (order) => order.staff_name ?? '–',
    },
    {
      id: 'items',
      name: 'order.lines',
      width: '56px',
      align: 'end',
      hideBelow: 760,
      cell: (order) => <span className="num">{order.line_count}</span>,
    },
    ...EXTRA_FIGURES.map((figure): Column<OrderSummary> => ({
      id: figure,
      name: `order.${figure}`,
      width: '104px',
      align: 'end',
      isExtra: true,
      cell: (order) => <Money value={order[figure]} />,
    })),
    {
      id: 'state',
      name: 'order.state',
      width: 'minmax(132px, 0.8fr)',
      cell: (order) => <OrderStatePill order={order} />,
    },
    {
      id: 'total',
      name: 'order.total',
      width: '104px',
      align: 'end',
      cell: (order) => <Money value={order.total} className={shared.strong} />,
      sort: 'total',
    },
  ];
}

/** A row on a phone. */
export function OrderCompact({ order }: { order: OrderSummary }) {
  return (
    <TwoLines
      title={
        <>
          <span className="num">{order.number ?? <FormattedMessage id="order.no_number" />}</span>{' '}
          {order.customer_name}
        </>
      }
      detail={
        <>
          <DateTime value={order.happened_at} /> ·{' '}
          <FormattedMessage id="order.items" values={{ count: order.line_count }} />
        </>
      }
      end={
        <>
          <Money value={order.total} className={shared.strong} />
          <OrderStatePill order={order} />
        </>
      }
    />
  );
}
