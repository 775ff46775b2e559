/** Cash counted by coin and note, or as one sum. Pure: what is in the hand goes in, sums come out. */
import type { CloseShiftInput } from '../../api/types';

/** How many pieces of each value, in minor units; what nobody counted is not there. */
export type Pieces = ReadonlyMap<number, number>;

export interface Count {
  /** Counted by coin and note, or typed as one sum. */
  by: 'pieces' | 'sum';
  pieces: Pieces;
  /** Minor units. */
  sum: number;
}

export const NOTHING_COUNTED: Count = { by: 'pieces', pieces: new Map(), sum: 0 };

const MOST_PIECES = 99_999;

export function setPieces(pieces: Pieces, value: number, count: number): Pieces {
  const next = new Map(pieces);
  if (count > 0) next.set(value, Math.min(count, MOST_PIECES));
  else next.delete(value);
  return next;
}

export function worthOf(pieces: Pieces): number {
  return [...pieces].reduce((sum, [value, count]) => sum + value * count, 0);
}

/** What was counted, in minor units. */
export function counted({ by, pieces, sum }: Count): number {
  return by === 'pieces' ? worthOf(pieces) : sum;
}

/** The count as the server takes it. */
export function countInput(
  count: Count,
  currency: string,
): Pick<CloseShiftInput, 'counted' | 'counts'> {
  if (count.by === 'sum') return { counted: { amount: count.sum, currency } };
  const pieces = [...count.pieces].sort(([a], [b]) => b - a);
  return {
    counts: pieces.map(([value, many]) => ({ value: { amount: value, currency }, pieces: many })),
  };
}
