import { FormattedMessage } from 'react-intl';
import type { Movement } from '../../api/types';
import { Badge, DateTime, Money, Quantity, type Column } from '../../design';
import { TwoLines } from '../shared/Facts';
import { Link } from '../shared/Link';
import { ReceiptLink } from '../shared/ReceiptLink';
import { usePlaceNames } from '../shared/use-location-names';
import { toneOfMovement } from './movements';
import shared from '../shared/shared.module.css';

function Kind({ movement }: { movement: Movement }) {
  return (
    <Badge tone={toneOfMovement(movement)}>
      <FormattedMessage id={`movement.${movement.kind}`} />
    </Badge>
  );
}

export function useMovementColumns(hasPlaces: boolean): Column<Movement>[] {
  const places = usePlaceNames();
  return [
    {
      id: 'time',
      name: 'stock.time',
      width: 'minmax(120px, 1fr)',
      cell: (movement) => <DateTime value={movement.happened_at} />,
    },
    {
      id: 'kind',
      name: 'stock.movement',
      width: 'minmax(108px, 0.8fr)',
      cell: (movement) => <Kind movement={movement} />,
    },
    ...(hasPlaces
      ? [
          {
            id: 'location',
            name: 'location.label',
            width: 'minmax(96px, 1fr)',
            hideBelow: 820,
            cell: (movement) => places.location(movement.location_id),
          } satisfies Column<Movement>,
        ]
      : []),
    {
      id: 'reason',
      name: 'stock.reason',
      width: 'minmax(96px, 2fr)',
      hideBelow: 680,
      cell: (movement) => <span className={shared.muted}>{movement.reason}</span>,
    },
    {
      id: 'source',
      name: 'stock.source',
      width: 'minmax(88px, 0.8fr)',
      cell: (movement) => <Source movement={movement} />,
    },
    {
      id: 'quantity',
      name: 'stock.quantity',
      width: '88px',
      align: 'end',
      cell: (movement) => <Quantity value={movement.quantity} signed className={shared.strong} />,
    },
    {
      id: 'value',
      name: 'stock.value',
      width: '96px',
      align: 'end',
      cell: (movement) => <Money value={movement.value} signed />,
    },
  ];
}

/** The paper behind a movement: its receipt, or the entry that booked it. */
function Source({ movement: { receipt, source_id } }: { movement: Movement }) {
  return receipt ? (
    <ReceiptLink receipt={receipt} />
  ) : (
    <Link to={`/books?entry=${source_id}`}>
      <FormattedMessage id="stock.source.entry" />
    </Link>
  );
}

export function MovementCompact({ movement }: { movement: Movement }) {
  return (
    <TwoLines
      title={<Kind movement={movement} />}
      detail={
        <>
          <DateTime value={movement.happened_at} /> <Source movement={movement} /> {movement.reason}
        </>
      }
      end={
        <>
          <Quantity value={movement.quantity} signed className={shared.strong} />
          <span className={`${shared.muted} ${shared.small}`}>
            <Money value={movement.value} signed />
          </span>
        </>
      }
    />
  );
}
