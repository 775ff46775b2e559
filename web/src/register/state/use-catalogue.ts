import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useRef } from 'react';
import { useLiveEvents } from '../../api/live';
import { queryClient } from '../../api/query-client';
import type { Id, OrderCompletedData, Product } from '../../api/types';
import {
  applyStock,
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

export function useCatalogue(locationId: Id): Catalogue {
  const { data, error, isPending, hasNextPage, isFetching, fetchNextPage, refetch } =
    useInfiniteQuery(catalogueQuery(locationId));
  const pages = data?.pages;
  usePriceClock(locationId);

  useEffect(() => {
    if (hasNextPage && !isFetching && !error && (pages?.length ?? 0) < MOST_PAGES) {
      void fetchNextPage();
    }
  }, [hasNextPage, isFetching, error, pages, fetchNextPage]);

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
): Tiles {
  const { products, isComplete } = catalogue;
  const found = useQuery({ ...searchQuery(locationId, search), enabled: search !== '' });
  const needsCategory = categoryId !== null && !isComplete && search === '';
  const category = useInfiniteQuery({
    ...categoryQuery(locationId, categoryId ?? ''),
    enabled: needsCategory,
  });

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
    return { products: shown, isPending: catalogue.isPending };
  }, [
    search,
    found.data,
    found.isFetching,
    products,
    needsCategory,
    category,
    categoryId,
    catalogue,
  ]);
}
