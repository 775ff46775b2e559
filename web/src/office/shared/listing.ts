import type { Page } from '../../api/types';

/** The rows of a list read so far, and where the next ones begin. */
export interface Listing<Row> {
  rows: readonly Row[];
  next: string | null;
}

/**
 * What is known after the head of the list was read again: new rows in front, changed ones
 * replaced, gone ones dropped, and all that was read below the head kept. When so much is new that
 * head and known rows do not meet, the list begins afresh; a hole would be a lie.
 */
export function mergeHead<Row>(
  known: Listing<Row> | undefined,
  head: Page<Row>,
  id: (row: Row) => string,
): Listing<Row> {
  const fresh: Listing<Row> = { rows: head.items, next: head.next_cursor };
  if (!known || head.next_cursor === null) return fresh;
  const inHead = new Set(head.items.map(id));
  const at = new Map(known.rows.map((row, index) => [id(row), index]));
  const lastMet = head.items.findLast((row) => at.has(id(row)));
  if (!lastMet) return fresh;
  const below = known.rows.slice(at.get(id(lastMet))! + 1).filter((row) => !inHead.has(id(row)));
  return below.length === 0 ? fresh : { rows: [...head.items, ...below], next: known.next };
}

/** The next page put below; a row that moved meanwhile stands once. */
export function append<Row>(
  known: Listing<Row>,
  page: Page<Row>,
  id: (row: Row) => string,
): Listing<Row> {
  const there = new Set(known.rows.map(id));
  return {
    rows: [...known.rows, ...page.items.filter((row) => !there.has(id(row)))],
    next: page.next_cursor,
  };
}
