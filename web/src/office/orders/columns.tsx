import { FormattedMessage, useIntl } from 'react-intl';
import type { OrderSummary } from '../../api/types';
import { DateTime, Money, type Column } from '../../design';
import { toDecimal } from '../../lib/money';
import type { CsvColumn } from '../shared/csv';
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

export function useOrderColumns(): Column<OrderSummary>[] {
  const { formatMessage } = useIntl();
  const places = usePlaceNames();
  return [
    {
      id: 'number',
      header: <FormattedMessage id="order.number" />,
      width: 'minmax(104px, 1fr)',
      cell: (order) => <Number order={order} />,
    },
    {
      id: 'time',
      header: <FormattedMessage id="order.time" />,
      width: 'minmax(120px, 1fr)',
      cell: (order) => <DateTime value={order.happened_at} />,
      sortValue: (order) => order.happened_at,
    },
    {
      id: 'customer',
      header: <FormattedMessage id="order.customer" />,
      width: 'minmax(120px, 2fr)',
      cell: (order) => <Customer order={order} />,
      sortValue: (order) => order.customer_name,
    },
    {
      id: 'register',
      header: <FormattedMessage id="order.register" />,
      width: 'minmax(96px, 1fr)',
      hideBelow: 900,
      cell: (order) => places.register(order.register_id) || '–',
    },
    {
      id: 'staff',
      header: <FormattedMessage id="order.staff" />,
      width: 'minmax(96px, 1fr)',
      hideBelow: 1040,
      cell: (order) => order.staff_name ?? '–',
      sortValue: (order) => order.staff_name,
    },
    {
      id: 'items',
      header: <FormattedMessage id="order.lines" />,
      width: '56px',
      align: 'end',
      hideBelow: 760,
      cell: (order) => <span className="num">{order.line_count}</span>,
      sortValue: (order) => order.line_count,
    },
    {
      id: 'state',
      header: formatMessage({ id: 'order.state' }),
      width: 'minmax(132px, 0.8fr)',
      cell: (order) => <OrderStatePill order={order} />,
    },
    {
      id: 'total',
      header: <FormattedMessage id="order.total" />,
      width: '104px',
      align: 'end',
      cell: (order) => <Money value={order.total} className={shared.strong} />,
      sortValue: (order) => order.total.amount,
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

/** The same columns for a spreadsheet, with plain figures. */
export function useOrderCsv(): CsvColumn<OrderSummary>[] {
  const { formatMessage } = useIntl();
  const places = usePlaceNames();
  return [
    { header: formatMessage({ id: 'order.number' }), value: ({ number }) => number },
    { header: formatMessage({ id: 'order.time' }), value: ({ happened_at }) => happened_at },
    { header: formatMessage({ id: 'order.day' }), value: ({ business_date }) => business_date },
    { header: formatMessage({ id: 'order.state' }), value: ({ state }) => state },
    { header: formatMessage({ id: 'order.customer' }), value: (order) => order.customer_name },
    {
      header: formatMessage({ id: 'order.register' }),
      value: ({ register_id }) => places.register(register_id),
    },
    { header: formatMessage({ id: 'order.staff' }), value: ({ staff_name }) => staff_name },
    { header: formatMessage({ id: 'order.lines' }), value: ({ line_count }) => line_count },
    { header: formatMessage({ id: 'order.net' }), value: ({ net }) => toDecimal(net) },
    { header: formatMessage({ id: 'order.tax' }), value: ({ tax }) => toDecimal(tax) },
    { header: formatMessage({ id: 'order.total' }), value: ({ total }) => toDecimal(total) },
    {
      header: formatMessage({ id: 'order.refunded' }),
      value: ({ refunded }) => toDecimal(refunded),
    },
    { header: formatMessage({ id: 'order.currency' }), value: ({ total }) => total.currency },
  ];
}
