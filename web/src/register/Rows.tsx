import type { KeyboardEvent, ReactNode } from 'react';

export interface RowsProps {
  className?: string;
  /** For what else the keyboard does here. */
  onKeyDown?: (event: KeyboardEvent<HTMLElement>) => void;
  children: ReactNode;
}

/**
 * Around a list, and the search above it: up and down go from one `data-row` to the next, and from the
 * search into the list, as everywhere. The rows are buttons, reachable with Tab as well.
 */
export function Rows({ className, onKeyDown, children }: RowsProps) {
  return (
    // Only passes the focus on to what is interactive inside.
    // eslint-disable-next-line jsx-a11y/no-static-element-interactions
    <div
      className={className}
      // On the way down: a field keeps the keys it hears to itself.
      onKeyDownCapture={move}
      onKeyDown={onKeyDown}
    >
      {children}
    </div>
  );
}

function move(event: KeyboardEvent<HTMLElement>): void {
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
  const { target, currentTarget } = event;
  if (step === 0 || !(target instanceof HTMLElement)) return;
  const rows = [...currentTarget.querySelectorAll<HTMLElement>('[data-row]')];
  const at = rows.findIndex((row) => row.contains(target));
  const isSearch = target instanceof HTMLInputElement;
  if (at === -1 && !(isSearch && step === 1)) return;
  rows[at + step]?.focus();
  event.preventDefault();
}
