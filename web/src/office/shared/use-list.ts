import { keepPreviousData, useQuery, useQueryClient, type QueryKey } from '@tanstack/react-query';
import { useCallback, useLayoutEffect, useRef } from 'react';
import type { Page } from '../../api/types';
import { append, mergeHead, type Listing } from './listing';

/** A list of the API: what it is called in the cache, how a page of it is read, how rows differ. */
export interface ListSource<Row> {
  /** The first part is what api/live.ts marks stale. */
  key: QueryKey;
  read: (page: { cursor?: string; limit: number }, signal?: AbortSignal) => Promise<Page<Row>>;
  id: (row: Row) => string;
  /** Where the server has all of it as a file for a spreadsheet. */
  file?: string;
}

export interface List<Row> {
  rows: readonly Row[] | undefined;
  error: unknown;
  /** Rows of the last filter, until those of this one arrive. */
  isStale: boolean;
  isFetching: boolean;
  hasMore: boolean;
  loadMore: () => void;
  retry: () => void;
}

const FIRST_PAGE = 50;
/** The most that the server gives at once. */
export const LARGEST_PAGE = 200;

/**
 * A list that may be very long and is live: an event reads its head again, never all that was
 * scrolled through, so a hundred thousand rows cost a sale no more than fifty.
 */
export function useList<Row>({ key, read, id }: ListSource<Row>): List<Row> {
  const client = useQueryClient();
  const { data, error, isPlaceholderData, isFetching, refetch } = useQuery({
    queryKey: key,
    queryFn: async ({ signal }): Promise<Listing<Row>> => {
      const known = () => client.getQueryData<Listing<Row>>(key);
      const seen = known()?.rows.length ?? 0;
      const limit = Math.max(FIRST_PAGE, Math.min(LARGEST_PAGE, seen));
      const head = await read({ limit }, signal);
      return mergeHead(known(), head, id);
    },
    placeholderData: keepPreviousData,
  });
  const next = isPlaceholderData ? null : (data?.next ?? null);

  const reading = useRef<string | null>(null);
  const latest = useRef({ key, read, id });
  useLayoutEffect(() => {
    latest.current = { key, read, id };
  });
  const loadMore = useCallback(async () => {
    const source = latest.current;
    if (next === null || reading.current === next) return;
    reading.current = next;
    try {
      const page = await source.read({ cursor: next, limit: LARGEST_PAGE });
      client.setQueryData<Listing<Row>>(source.key, (known) =>
        known?.next === next ? append(known, page, source.id) : known,
      );
    } catch {
      // The rows read so far stay; the next scroll asks again.
    } finally {
      reading.current = null;
    }
  }, [client, next]);

  return {
    rows: data?.rows,
    error,
    isStale: isPlaceholderData,
    isFetching,
    hasMore: next !== null,
    loadMore: useCallback(() => void loadMore(), [loadMore]),
    retry: useCallback(() => void refetch(), [refetch]),
  };
}
