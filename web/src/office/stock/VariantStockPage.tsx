import { useQuery } from '@tanstack/react-query';
import { ArrowRightLeft, PackagePlus } from 'lucide-react';
import { useMemo, useState } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import { useParams } from 'react-router';
import { api, call } from '../../api/client';
import { productQuery } from '../../api/queries';
import type { Id, Movement, Product, StockLevel } from '../../api/types';
import {
  Badge,
  Button,
  DateTime,
  EmptyState,
  ErrorState,
  LinkButton,
  Loading,
  Money,
  Page,
  PageHeader,
  Quantity,
  Skeleton,
  type Column,
} from '../../design';
import { TwoLines } from '../shared/Facts';
import { BackLink, Link } from '../shared/Link';
import { ListTable } from '../shared/ListTable';
import { movementsSource } from '../shared/sources';
import { ReceiptLink } from '../shared/ReceiptLink';
import { useFilters } from '../shared/use-filters';
import { useList } from '../shared/use-list';
import { usePlaceNames } from '../shared/use-location-names';
import type { PickedVariant } from '../shared/VariantPicker';
import { AdjustmentDialog } from './AdjustmentDialog';
import { toneOfMovement } from './movements';
import { nameOf } from './names';
import shared from '../shared/shared.module.css';
import styles from './Stock.module.css';

/** All places' stock of one thing. */
function useLevels(variantId: Id) {
  return useQuery({
    queryKey: ['stock', 'variant', variantId],
    queryFn: ({ signal }) =>
      call(
        api.GET('/v1/stock', { params: { query: { variant_id: variantId, limit: 200 } }, signal }),
      ),
  });
}

/** One thing: how much of it lies where, and each movement that made it so. */
export function Component() {
  const { variantId = '' } = useParams();
  const { formatMessage } = useIntl();
  const { data, error, refetch, isFetching } = useLevels(variantId);
  const [isAdjusting, setAdjusting] = useState(false);
  const [adjusted, setAdjusted] = useState<StockLevel>();
  const source = useMemo(() => movementsSource({ variant_id: variantId }), [variantId]);
  const list = useList(source);
  const columns = useMovementColumns((data?.items.length ?? 0) > 1);
  const [first] = data?.items ?? [];
  // Nothing was ever recorded of it: the product that led here knows what it is.
  const [{ product: productId = '' }] = useFilters(['product']);
  const { data: product } = useQuery({ ...productQuery(productId), enabled: !!productId });
  const unrecorded = first ? undefined : variantOf(product, variantId);
  const adjust = (level?: StockLevel) => {
    setAdjusted(level);
    setAdjusting(true);
  };

  return (
    <Page fill>
      <PageHeader
        title={
          first ? nameOf(first) : (unrecorded?.name ?? formatMessage({ id: 'stock.movements' }))
        }
        back={
          <BackLink to="/stock">
            <FormattedMessage id="stock.title" />
          </BackLink>
        }
        subtitle={first?.sku ?? '\u00a0'}
        actions={
          <>
            {first && (
              <LinkButton href={`/products/${first.product_id}`}>
                <FormattedMessage id="stock.product" />
              </LinkButton>
            )}
            <Button
              variant="primary"
              icon={<PackagePlus aria-hidden="true" />}
              isDisabled={!first && !unrecorded}
              onPress={() => adjust(first)}
            >
              <FormattedMessage id="stock.adjust" />
            </Button>
          </>
        }
      />
      {data ? (
        <ul className={styles.levels}>
          {data.items.map((level) => (
            <Level key={level.location_id} level={level} onAdjust={() => adjust(level)} />
          ))}
        </ul>
      ) : error ? (
        <ErrorState error={error} onRetry={() => void refetch()} isRetrying={isFetching} />
      ) : (
        <Loading>
          <Skeleton height="96px" className={styles.block} />
        </Loading>
      )}
      <ListTable
        label={formatMessage({ id: 'stock.movements' })}
        list={list}
        source={source}
        columns={columns}
        renderCompact={(movement) => <MovementCompact movement={movement} />}
        empty={
          <EmptyState
            icon={<ArrowRightLeft aria-hidden="true" />}
            title={<FormattedMessage id="stock.no_movements" />}
          >
            <FormattedMessage id="stock.no_movements_text" />
          </EmptyState>
        }
      />
      {isAdjusting && (
        <AdjustmentDialog
          level={adjusted}
          variant={unrecorded}
          kind={adjusted ? undefined : 'opening'}
          onClose={() => setAdjusting(false)}
        />
      )}
    </Page>
  );
}

function variantOf(product: Product | undefined, id: Id): PickedVariant | undefined {
  const variant = product?.variants.find((one) => one.id === id);
  return variant && { id, name: [product!.name, variant.name].filter(Boolean).join(' · ') };
}

function Level({ level, onAdjust }: { level: StockLevel; onAdjust: () => void }) {
  const places = usePlaceNames();
  return (
    <li className={styles.level}>
      <div className={styles.levelHead}>
        <span className={shared.strong}>{places.location(level.location_id)}</span>
        {level.recount_since && (
          <Badge tone="warning">
            <FormattedMessage id="stock.recount" />
          </Badge>
        )}
        <Button size="sm" variant="ghost" onPress={onAdjust}>
          <FormattedMessage id="stock.adjust_one" />
        </Button>
      </div>
      <dl className={styles.levelFigures}>
        {(['on_hand', 'reserved', 'available'] as const).map((figure) => (
          <div key={figure}>
            <dt>
              <FormattedMessage id={`stock.${figure}`} />
            </dt>
            <dd>
              <Quantity value={level[figure]} />
            </dd>
          </div>
        ))}
        <div>
          <dt>
            <FormattedMessage id="stock.value" />
          </dt>
          <dd>
            <Money value={level.value} />
          </dd>
        </div>
      </dl>
    </li>
  );
}

function Kind({ movement }: { movement: Movement }) {
  return (
    <Badge tone={toneOfMovement(movement)}>
      <FormattedMessage id={`movement.${movement.kind}`} />
    </Badge>
  );
}

function useMovementColumns(hasPlaces: boolean): Column<Movement>[] {
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
      width: 'minmax(120px, 2fr)',
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

function MovementCompact({ movement }: { movement: Movement }) {
  return (
    <TwoLines
      title={<Kind movement={movement} />}
      detail={
        <>
          <DateTime value={movement.happened_at} /> <Source movement={movement} />
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
