/**
 * A list of any length: only the rows in view exist. Arrow keys move from row to row, Enter opens,
 * headers sort, the next page is fetched before its rows come into view. On a phone each row is
 * what `renderCompact` makes of it.
 */
import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowDown, ArrowUp } from 'lucide-react';
import {
  useCallback,
  useEffect,
  useRef,
  useState,
  type KeyboardEvent,
  type ReactNode,
} from 'react';
import { useMediaQuery } from '../lib/use-media-query';
import { useWidth } from '../lib/use-width';
import { cx } from './cx';
import { Skeleton } from './Skeleton';
import styles from './Table.module.css';

export interface Column<Row> {
  id: string;
  header: ReactNode;
  cell: (row: Row) => ReactNode;
  /** A CSS grid track: "120px", "minmax(160px, 2fr)". */
  width?: string;
  align?: 'start' | 'end';
  /** Given, the header sorts by it (over the rows loaded). */
  sortValue?: (row: Row) => string | number | null;
  /** Not shown when the table is narrower, in pixels. */
  hideBelow?: number;
}

export interface Sort {
  column: string;
  direction: 'asc' | 'desc';
}

export interface TableProps<Row> {
  label: string;
  rows: readonly Row[] | undefined;
  columns: readonly Column<Row>[];
  rowKey: (row: Row) => string;
  /** Enter or a click on a row. */
  onOpen?: (row: Row) => void;
  /** The arrow keys came to a row; a panel beside the table follows. */
  onMove?: (row: Row) => void;
  /** Marks the row whose details are shown beside. */
  selectedKey?: string | null;
  renderCompact?: (row: Row) => ReactNode;
  /** A class for rows that stand out. */
  rowClass?: (row: Row) => string | undefined;
  /** Shown instead of rows when there are none. */
  empty?: ReactNode;
  hasMore?: boolean;
  onLoadMore?: () => void;
  /** Height of a row in pixels, where the usual one is too much. */
  rowHeight?: number;
  /** Height of a compact row in pixels. */
  compactHeight?: number;
  className?: string;
}

const SKELETON_ROWS = 10;

export function Table<Row>({
  label,
  rows,
  columns,
  rowKey,
  onOpen,
  onMove,
  selectedKey,
  renderCompact,
  rowClass,
  empty,
  hasMore,
  onLoadMore,
  rowHeight: ownHeight,
  compactHeight = 72,
  className,
}: TableProps<Row>) {
  const isPhone = useMediaQuery('(max-width: 639px)');
  const isTouch = useMediaQuery('(pointer: coarse)');
  const isCompact = isPhone && !!renderCompact;
  const [sort, setSort] = useState<Sort | null>(null);
  const [focused, setFocused] = useState(0);
  const scroller = useRef<HTMLDivElement>(null);
  const [measure, width] = useWidth<HTMLDivElement>();
  const frame = useCallback(
    (node: HTMLDivElement | null) => {
      scroller.current = node;
      return measure(node);
    },
    [measure],
  );

  const shown = columns.filter(({ hideBelow = 0 }) => width >= hideBelow);
  const sorted = useSorted(rows, columns, sort);
  const count = sorted?.length ?? 0;
  const rowHeight = isCompact ? compactHeight : (ownHeight ?? (isTouch ? 56 : 48));

  const virtualizer = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => rowKey(sorted![index]!),
    overscan: 12,
  });
  useEffect(() => virtualizer.measure(), [virtualizer, rowHeight]);

  const items = virtualizer.getVirtualItems();
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => {
    if (hasMore && count > 0 && last >= count - 20) onLoadMore?.();
  }, [hasMore, count, last, onLoadMore]);

  function moveTo(index: number): void {
    const next = Math.max(0, Math.min(count - 1, index));
    setFocused(next);
    virtualizer.scrollToIndex(next);
    const focusRow = (): boolean => {
      const row = scroller.current?.querySelector<HTMLElement>(`[data-index="${next}"]`);
      row?.focus({ preventScroll: true });
      return !!row;
    };
    // At once for a neighbour, so that a held key skips none; a far row has to be drawn first.
    if (!focusRow()) requestAnimationFrame(focusRow);
    if (sorted?.[next]) onMove?.(sorted[next]);
  }

  function onKeyDown(event: KeyboardEvent<HTMLElement>): void {
    if (!(event.target instanceof HTMLElement) || event.target.dataset.index === undefined) return;
    const at = Number(event.target.dataset.index);
    const inView = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 0) / rowHeight) - 1);
    const moves: Record<string, number> = {
      ArrowDown: at + 1,
      j: at + 1,
      ArrowUp: at - 1,
      k: at - 1,
      PageDown: at + inView,
      PageUp: at - inView,
      Home: 0,
      End: count - 1,
    };
    const next = moves[event.key];
    if (event.key === 'Enter' && onOpen && sorted?.[at]) onOpen(sorted[at]);
    else if (next !== undefined && !event.metaKey && !event.ctrlKey && !event.altKey) moveTo(next);
    else return;
    event.preventDefault();
  }

  const template = isCompact
    ? 'minmax(0, 1fr)'
    : shown.map(({ width }) => width ?? 'minmax(0, 1fr)').join(' ');

  if (rows && rows.length === 0) return <>{empty}</>;

  return (
    <div
      ref={frame}
      role="grid"
      aria-label={label}
      aria-rowcount={hasMore ? -1 : count + 1}
      aria-busy={!rows}
      className={cx(styles.table, className)}
    >
      {!isCompact && (
        <div role="row" className={styles.head} style={{ gridTemplateColumns: template }}>
          {shown.map((column) => (
            <HeaderCell key={column.id} column={column} sort={sort} onSort={setSort} />
          ))}
        </div>
      )}
      {sorted ? (
        // The rows carry focus and role; the body only listens for their keys.
        // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
        <div
          role="rowgroup"
          className={styles.body}
          style={{ height: virtualizer.getTotalSize() }}
          onKeyDown={onKeyDown}
        >
          {items.map(({ index, start, size, key }) => {
            const row = sorted[index]!;
            const isSelected = selectedKey != null && selectedKey === rowKey(row);
            return (
              // eslint-disable-next-line jsx-a11y/click-events-have-key-events
              <div
                key={key}
                role="row"
                aria-rowindex={index + 2}
                aria-selected={selectedKey === undefined ? undefined : isSelected}
                data-index={index}
                tabIndex={index === Math.min(focused, count - 1) ? 0 : -1}
                onFocus={() => setFocused(index)}
                onClick={(event) => {
                  // A link or button in the row does its own thing.
                  if ((event.target as Element).closest('a, button, input, label')) return;
                  onOpen?.(row);
                }}
                className={cx(
                  styles.row,
                  onOpen && styles.opens,
                  isSelected && styles.selected,
                  isCompact && styles.compact,
                  rowClass?.(row),
                )}
                style={{
                  gridTemplateColumns: template,
                  height: size,
                  transform: `translateY(${start}px)`,
                }}
              >
                {isCompact ? (
                  <div role="gridcell" className={styles.cell}>
                    {renderCompact(row)}
                  </div>
                ) : (
                  shown.map((column) => (
                    <div
                      key={column.id}
                      role="gridcell"
                      className={cx(styles.cell, column.align === 'end' && styles.end)}
                    >
                      {column.cell(row)}
                    </div>
                  ))
                )}
              </div>
            );
          })}
        </div>
      ) : (
        <SkeletonRows
          columns={isCompact ? 1 : shown.length}
          template={template}
          height={rowHeight}
        />
      )}
    </div>
  );
}

function HeaderCell<Row>({
  column,
  sort,
  onSort,
}: {
  column: Column<Row>;
  sort: Sort | null;
  onSort: (sort: Sort | null) => void;
}) {
  const direction = sort?.column === column.id ? sort.direction : null;
  /** Ascending, descending, as it came. */
  const next: Sort | null =
    direction === null
      ? { column: column.id, direction: 'asc' }
      : direction === 'asc'
        ? { column: column.id, direction: 'desc' }
        : null;
  return (
    <div
      role="columnheader"
      aria-sort={
        direction === 'asc' ? 'ascending' : direction === 'desc' ? 'descending' : undefined
      }
      className={cx(styles.cell, column.align === 'end' && styles.end)}
    >
      {column.sortValue ? (
        <button type="button" className={styles.sort} onClick={() => onSort(next)}>
          {column.header}
          {direction === 'asc' && <ArrowUp aria-hidden="true" />}
          {direction === 'desc' && <ArrowDown aria-hidden="true" />}
        </button>
      ) : (
        column.header
      )}
    </div>
  );
}

function SkeletonRows({
  columns,
  template,
  height,
}: {
  columns: number;
  template: string;
  height: number;
}) {
  return (
    <div aria-hidden="true">
      {Array.from({ length: SKELETON_ROWS }, (_, row) => (
        <div
          key={row}
          className={cx(styles.row, styles.still)}
          style={{ gridTemplateColumns: template, height }}
        >
          {Array.from({ length: columns }, (_, column) => (
            <div key={column} className={styles.cell}>
              <Skeleton width={`${48 + ((row * 7 + column * 13) % 40)}%`} height="12px" />
            </div>
          ))}
        </div>
      ))}
    </div>
  );
}

function useSorted<Row>(
  rows: readonly Row[] | undefined,
  columns: readonly Column<Row>[],
  sort: Sort | null,
): readonly Row[] | undefined {
  const value = sort && columns.find(({ id }) => id === sort.column)?.sortValue;
  if (!rows || !value || !sort) return rows;
  const sign = sort.direction === 'asc' ? 1 : -1;
  return [...rows].sort((one, other) => {
    const a = value(one);
    const b = value(other);
    // What is not known stands last, whichever way.
    if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
    if (typeof a === 'string' && typeof b === 'string') return sign * a.localeCompare(b);
    return sign * (Number(a) - Number(b));
  });
}
