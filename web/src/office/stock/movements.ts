import type { Movement } from '../../api/types';
import type { Tone } from '../../design';

/** Where the fact behind a movement is shown. */
export function linkToSource(
  movement: Movement,
): { to: string; label: 'stock.source.order' | 'stock.source.entry' } | null {
  if (!movement.source_id) return null;
  return movement.kind === 'sale'
    ? { to: `/orders/${movement.source_id}`, label: 'stock.source.order' }
    : { to: `/books?entry=${movement.source_id}`, label: 'stock.source.entry' };
}

export function toneOfMovement({ kind }: Movement): Tone {
  if (kind === 'damaged' || kind === 'lost') return 'danger';
  if (kind === 'sale') return 'neutral';
  return kind === 'count' ? 'warning' : 'positive';
}
