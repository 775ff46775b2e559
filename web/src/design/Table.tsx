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
import { FormattedMessage } from 'react-intl';
import type { MessageId } from '../messages';
import { useMediaQuery } from '../lib/use-media-query';
import { useWidth } from '../lib/use-width';
import { cx } from './cx';
import { Skeleton } from './Skeleton';
import { directionOf, nextSort } from './sort';
import styles from './Table.module.css';

export interface Column<Row> {
  id: string;
  /** Its heading; a column of buttons has none. */
  name?: MessageId;
  cell: (row: Row) => ReactNode;
  /** A CSS grid track: "120px", "minmax(160px, 2fr)". */
  width?: string;
  align?: 'start' | 'end';
  /** What the server calls it in `sort`; given, the heading sorts. */
  sort?: string;
  /** Not shown when the table is narrower, in pixels. */
  hideBelow?: number;
  /** Shown only to those who chose it. */
  isExtra?: boolean;
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
  /** What the rows are sorted by: a column's `sort`, with `-` before it for the largest first. */
  sort?: string;
  onSort?: (sort: string | null) => void;
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
  /** Of a row that needs less than the others. */
  heightOf?: (row: Row, isCompact: boolean) => number | undefined;
  className?: string;
}

/** More than fit, so that the table is as high as a long list. */
const SKELETON_ROWS = 24;

export function Table<Row>({
  label,
  rows,
  columns,
  rowKey,
  onOpen,
  onMove,
  sort,
  onSort,
  selectedKey,
  renderCompact,
  rowClass,
  empty,
  hasMore,
  onLoadMore,
  rowHeight: ownHeight,
  compactHeight = 72,
  heightOf,
  className,
}: TableProps<Row>) {
  const isPhone = useMediaQuery('(max-width: 639px)');
  const isTouch = useMediaQuery('(pointer: coarse)');
  const isCompact = isPhone && !!renderCompact;
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
  const count = rows?.length ?? 0;
  const rowHeight = isCompact ? compactHeight : (ownHeight ?? (isTouch ? 56 : 48));

  const virtualizer = useVirtualizer({
    count,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => heightOf?.(rows![index]!, isCompact) ?? rowHeight,
    getItemKey: (index) => rowKey(rows![index]!),
    overscan: 12,
  });
  useEffect(() => virtualizer.measure(), [virtualizer, rowHeight, isCompact]);

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
    if (rows?.[next]) onMove?.(rows[next]);
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
    if (event.key === 'Enter' && onOpen && rows?.[at]) onOpen(rows[at]);
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
            <HeaderCell key={column.id} column={column} sort={sort} onSort={onSort} />
          ))}
        </div>
      )}
      {rows ? (
        // The rows carry focus and role; the body only listens for their keys.
        // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
        <div
          role="rowgroup"
          className={styles.body}
          style={{ height: virtualizer.getTotalSize() }}
          onKeyDown={onKeyDown}
        >
          {items.map(({ index, start, size, key }) => {
            const row = rows[index]!;
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
  sort: string | undefined;
  onSort: ((sort: string | null) => void) | undefined;
}) {
  const { name, align } = column;
  const direction = directionOf(column.sort, sort);
  return (
    <div
      role="columnheader"
      aria-sort={
        direction === 'asc' ? 'ascending' : direction === 'desc' ? 'descending' : undefined
      }
      className={cx(styles.cell, align === 'end' && styles.end)}
    >
      {name && column.sort && onSort ? (
        <button
          type="button"
          className={styles.sort}
          onClick={() => onSort(nextSort(column.sort!, sort))}
        >
          {direction === 'asc' && <ArrowUp aria-hidden="true" />}
          {direction === 'desc' && <ArrowDown aria-hidden="true" />}
          <FormattedMessage id={name} />
        </button>
      ) : (
        <span className={name ? undefined : 'visually-hidden'}>
          <FormattedMessage id={name ?? 'table.actions'} />
        </span>
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
