import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useRef } from 'react';
import { useLiveEvents } from '../../api/live';
import { queryClient } from '../../api/query-client';
import { customerQuery, priceListsQuery } from '../../api/queries';
import type { Id, OrderCompletedData, Product } from '../../api/types';
import {
  applyStock,
  type Buyer,
  catalogueQuery,
  categoryQuery,
  MOST_PAGES,
  searchLocally,
  searchQuery,
} from './catalogue';
import { usePriceClock } from './use-price-clock';

/** Changes of stock other than by sales are rare; the tiles follow this much later. */
const SETTLE_MS = 1_500;

export interface Catalogue {
  products: readonly Product[];
  /** All of the shop's goods are in memory. */
  isComplete: boolean;
  isPending: boolean;
  error: Error | null;
  retry: () => void;
}

/** Goods page by page, as many as are kept in memory. */
function useGoods(locationId: Id, buyer: Buyer | null, enabled: boolean) {
  const goods = useInfiniteQuery({ ...catalogueQuery(locationId, buyer), enabled });
  const { data, error, hasNextPage, isFetching, fetchNextPage } = goods;
  const count = data?.pages.length ?? 0;
  useEffect(() => {
    if (enabled && hasNextPage && !isFetching && !error && count < MOST_PAGES) void fetchNextPage();
  }, [enabled, hasNextPage, isFetching, error, count, fetchNextPage]);
  return goods;
}

/** The customer of the sale, where their group has prices of its own; all others pay what stands on the tiles. */
export function useBuyer(customerId: Id | undefined): Buyer | null {
  const { data: lists } = useQuery(priceListsQuery);
  const groups = lists?.items.flatMap(({ active, validity }) =>
    active && validity.group_id ? validity.group_id : [],
  );
  const { data: customer } = useQuery({
    ...customerQuery(customerId ?? ''),
    enabled: customerId !== undefined && (groups?.length ?? 0) > 0,
  });
  const groupId = customerId === undefined ? undefined : customer?.group_id;
  const isPriced = groupId != null && groups?.includes(groupId) === true;
  return useMemo(
    () => (isPriced && customerId !== undefined ? { customerId, groupId } : null),
    [isPriced, customerId, groupId],
  );
}

export function useCatalogue(locationId: Id): Catalogue {
  const { data, error, isPending, hasNextPage, refetch } = useGoods(locationId, null, true);
  const pages = data?.pages;
  usePriceClock(locationId);

  useLiveEvents(['order.completed'], ({ data: sale }) =>
    applyStock(sale as unknown as OrderCompletedData),
  );
  const timer = useRef<number>(undefined);
  useLiveEvents(
    ['stock.adjusted', 'order.refunded', 'order.frozen', 'order.unfrozen', 'order.voided'],
    () => {
      clearTimeout(timer.current);
      timer.current = window.setTimeout(
        () => void queryClient.invalidateQueries({ queryKey: ['catalogue', locationId] }),
        SETTLE_MS,
      );
    },
  );
  useEffect(() => () => clearTimeout(timer.current), []);

  return useMemo(
    () => ({
      products: pages?.flatMap(({ items }) => items) ?? [],
      isComplete: !hasNextPage,
      isPending,
      error: data ? null : error,
      retry: () => void refetch(),
    }),
    [pages, hasNextPage, isPending, data, error, refetch],
  );
}

export interface Tiles {
  products: readonly Product[];
  isPending: boolean;
  /** Asks for more when the last row comes into view; absent when all is there. */
  onEnd?: () => void;
}

/** What the grid shows: a search, a category, or everything. */
export function useTiles(
  catalogue: Catalogue,
  locationId: Id,
  categoryId: Id | null,
  search: string,
  buyer: Buyer | null,
): Tiles {
  const { products, isComplete } = catalogue;
  const found = useQuery({ ...searchQuery(locationId, search, buyer), enabled: search !== '' });
  const needsCategory = categoryId !== null && !isComplete && search === '';
  const category = useInfiniteQuery({
    ...categoryQuery(locationId, categoryId ?? '', buyer),
    enabled: needsCategory,
  });
  const isPriced = buyer !== null && search === '' && !needsCategory;
  const { data: priced } = useGoods(locationId, buyer, isPriced);

  return useMemo(() => {
    if (search !== '') {
      if (found.data) return { products: found.data.items, isPending: false };
      const known = searchLocally(products, search);
      return { products: known, isPending: found.isFetching && known.length === 0 };
    }
    if (needsCategory) {
      return {
        products: category.data?.pages.flatMap(({ items }) => items) ?? [],
        isPending: category.isPending,
        onEnd: category.hasNextPage ? () => void category.fetchNextPage() : undefined,
      };
    }
    const shown = categoryId
      ? products.filter((product) => product.category_id === categoryId)
      : products;
    if (!isPriced || !priced) return { products: shown, isPending: catalogue.isPending };
    // The tiles stay where they are, and say what this customer pays.
    const theirs = new Map(priced.pages.flatMap(({ items }) => items.map((one) => [one.id, one])));
    return { products: shown.map((one) => theirs.get(one.id) ?? one), isPending: false };
  }, [
    search,
    found.data,
    found.isFetching,
    products,
    needsCategory,
    category,
    categoryId,
    catalogue,
    isPriced,
    priced,
  ]);
}
