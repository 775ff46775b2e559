import type { JournalEntry, Posting } from '../../api/types';

/** The journal as it is read: an entry's head, and below it each of its postings. */
export type JournalRow =
  | { id: string; head: true; entry: JournalEntry }
  | { id: string; head: false; entry: JournalEntry; posting: Posting };

export function rowsOf(entries: readonly JournalEntry[]): JournalRow[] {
  return entries.flatMap((entry): JournalRow[] => [
    { id: entry.id, head: true, entry },
    ...entry.postings.map((posting) => ({
      id: `${entry.id} ${posting.line_no}`,
      head: false as const,
      entry,
      posting,
    })),
  ]);
}
