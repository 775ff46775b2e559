import type { Movement } from '../../api/types';
import type { Tone } from '../../design';

export function toneOfMovement({ kind }: Movement): Tone {
  if (kind === 'damaged' || kind === 'lost') return 'danger';
  if (kind === 'sale') return 'neutral';
  return kind === 'count' ? 'warning' : 'positive';
}
