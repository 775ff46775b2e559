import { useEffect, useMemo, useState } from 'react';
import { GridList } from 'react-aria-components/GridList';
import { GridLayout, Size, Virtualizer } from 'react-aria-components/Virtualizer';
import { PackageOpen, SearchX } from 'lucide-react';
import { FormattedMessage, useIntl } from 'react-intl';
import type { Product } from '../../api/types';
import { Button } from '../../design/Button';
import { EmptyState, ErrorState } from '../../design/States';
import { Loading, Skeleton } from '../../design/Skeleton';
import { useMediaQuery } from '../../lib/use-media-query';
import { articleOf } from '../state/catalogue';
import { useTill } from '../state/till';
import { useTiles } from '../state/use-catalogue';
import { Tile } from './Tile';
import { VariantDialog } from './VariantDialog';
import styles from './TileGrid.module.css';

const WIDE = { minItemSize: new Size(152, 192), maxItemSize: new Size(Infinity, 192) };
const NARROW = { minItemSize: new Size(140, 180), maxItemSize: new Size(Infinity, 180) };
const GAP = new Size(10, 10);
/** Asks for more goods this far before the end of those shown. */
const AHEAD_PX = 800;

export interface TileGridProps {
  categoryId: string | null;
  search: string;
  onClearSearch: () => void;
}

export function TileGrid({ categoryId, search, onClearSearch }: TileGridProps) {
  const { formatMessage } = useIntl();
  const { register, catalogue, buyer, cart, add } = useTill();
  const { products, isPending, onEnd } = useTiles(
    catalogue,
    register.location_id,
    categoryId,
    search,
    buyer,
  );
  const [choosing, setChoosing] = useState<Product | null>(null);
  const isNarrow = useMediaQuery('(max-width: 639px)');
  const layout = useMemo(
    () => ({
      ...(isNarrow ? NARROW : WIDE),
      minSpace: GAP,
      maxHorizontalSpace: 10,
      preserveAspectRatio: true,
    }),
    [isNarrow],
  );

  // How much of each product is in the cart, shown on its tile.
  const inCart = useMemo(() => {
    const counts = new Map<string, number>();
    for (const { article, quantityMilli } of cart.lines) {
      const id = article.productId ?? '';
      counts.set(id, (counts.get(id) ?? 0) + quantityMilli);
    }
    return counts;
  }, [cart.lines]);

  // A new list starts at its top.
  useEffect(() => {
    document.querySelector(`.${styles.grid}`)?.scrollTo({ top: 0 });
  }, [categoryId, search]);

  function choose(product: Product): void {
    const variants = product.variants.filter(({ active }) => active);
    if (variants.length > 1) setChoosing(product);
    else if (variants[0]) add(articleOf({ product, variant: variants[0] }));
  }

  if (catalogue.error && products.length === 0) {
    return (
      <ErrorState error={catalogue.error} onRetry={catalogue.retry} className={styles.state} />
    );
  }
  if (isPending) return <GridSkeleton />;
  if (products.length === 0) {
    return search ? (
      <EmptyState
        icon={<SearchX aria-hidden="true" />}
        title={<FormattedMessage id="register.search.none" values={{ search }} />}
        action={
          <Button onPress={onClearSearch}>
            <FormattedMessage id="register.search.clear" />
          </Button>
        }
        className={styles.state}
      >
        <FormattedMessage id="register.search.none_text" />
      </EmptyState>
    ) : (
      <EmptyState
        icon={<PackageOpen aria-hidden="true" />}
        title={<FormattedMessage id="register.goods.none" />}
        className={styles.state}
      >
        <FormattedMessage id="register.goods.none_text" />
      </EmptyState>
    );
  }

  return (
    <>
      <Virtualizer layout={GridLayout} layoutOptions={layout}>
        <GridList
          aria-label={formatMessage({ id: 'register.goods' })}
          layout="grid"
          items={products}
          dependencies={[inCart]}
          selectionMode="none"
          disallowTypeAhead
          data-goods=""
          className={styles.grid}
          onAction={(id) => {
            const product = products.find((each) => each.id === id);
            if (product) choose(product);
          }}
          onScroll={({ currentTarget: { scrollTop, clientHeight, scrollHeight } }) => {
            if (onEnd && scrollTop + clientHeight > scrollHeight - AHEAD_PX) onEnd();
          }}
        >
          {(product) => <Tile product={product} inCart={inCart.get(product.id) ?? 0} />}
        </GridList>
      </Virtualizer>
      <VariantDialog product={choosing} onClose={() => setChoosing(null)} />
    </>
  );
}

export function GridSkeleton() {
  return (
    <Loading>
      <div className={styles.skeletons}>
        {Array.from({ length: 12 }, (_, at) => (
          <Skeleton key={at} width="100%" height="192px" className={styles.skeleton} />
        ))}
      </div>
    </Loading>
  );
}
