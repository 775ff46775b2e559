import { useQuery } from '@tanstack/react-query';
import { ArrowRightLeft, PackagePlus } from 'lucide-react';
import { useMemo, useState } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import { useParams } from 'react-router';
import { api, call } from '../../api/client';
import { productQuery } from '../../api/queries';
import { useMay } from '../../api/session';
import type { Id, Product, StockLevel } from '../../api/types';
import {
  Badge,
  Button,
  EmptyState,
  ErrorState,
  LinkButton,
  Loading,
  Money,
  Page,
  PageHeader,
  Quantity,
  Skeleton,
} from '../../design';
import { BackLink } from '../shared/Link';
import { ExportButton } from '../shared/ExportButton';
import { ListTable } from '../shared/ListTable';
import { movementsSource } from '../shared/sources';
import { useFilters } from '../shared/use-filters';
import { useList } from '../shared/use-list';
import { usePlaceNames } from '../shared/use-location-names';
import type { PickedVariant } from '../shared/VariantPicker';
import { AdjustmentDialog } from './AdjustmentDialog';
import { HistoryCard } from './HistoryCard';
import { MovementCompact, useMovementColumns } from './movement-columns';
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
  const mayAdjust = useMay('adjust_stock');
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
            <ExportButton file={source.file} />
            {first && (
              <LinkButton href={`/products/${first.product_id}`}>
                <FormattedMessage id="stock.product" />
              </LinkButton>
            )}
            {mayAdjust && (
              <Button
                variant="primary"
                icon={<PackagePlus aria-hidden="true" />}
                isDisabled={!first && !unrecorded}
                onPress={() => adjust(first)}
              >
                <FormattedMessage id="stock.adjust" />
              </Button>
            )}
          </>
        }
      />
      {data ? (
        data.items.length > 0 && (
          <div className={styles.now}>
            <ul className={styles.levels}>
              {data.items.map((level) => (
                <Level
                  key={level.location_id}
                  level={level}
                  onAdjust={mayAdjust ? () => adjust(level) : undefined}
                />
              ))}
            </ul>
            <HistoryCard variantId={variantId} levels={data.items} />
          </div>
        )
      ) : error ? (
        <ErrorState error={error} onRetry={() => void refetch()} isRetrying={isFetching} />
      ) : (
        <Loading>
          <Skeleton height="236px" className={styles.block} />
        </Loading>
      )}
      <ListTable
        label={formatMessage({ id: 'stock.movements' })}
        list={list}
        source={source}
        columns={columns}
        className={styles.movements}
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

function Level({ level, onAdjust }: { level: StockLevel; onAdjust?: () => void }) {
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
        {onAdjust && (
          <Button size="sm" variant="ghost" onPress={onAdjust}>
            <FormattedMessage id="stock.adjust_one" />
          </Button>
        )}
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
