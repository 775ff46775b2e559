import type { AdjustmentKind } from '../../api/types';
import { fromMilli, toMilli } from '../shared/amounts';

/** In the order of how often they happen. */
export const ADJUSTMENT_KINDS: readonly AdjustmentKind[] = [
  'count',
  'received',
  'damaged',
  'lost',
  'found',
  'opening',
];

/** Goods that come in bring what they cost. */
export function bringsCost(kind: AdjustmentKind): boolean {
  return kind === 'received' || kind === 'opening' || kind === 'found';
}

/** What will be on hand afterwards, and how far that is from now. */
export function outcome(
  kind: AdjustmentKind,
  onHand: string,
  quantity: string,
): { after: string; change: string } {
  const now = toMilli(onHand);
  const typed = toMilli(quantity);
  const after =
    kind === 'count' ? typed : kind === 'damaged' || kind === 'lost' ? now - typed : now + typed;
  return { after: fromMilli(after), change: fromMilli(after - now) };
}
