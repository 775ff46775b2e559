import type { StockLevel } from '../../api/types';

/** The product, and its variant where there are several. */
export function nameOf(level: Pick<StockLevel, 'product_name' | 'variant_name'>): string {
  return [level.product_name, level.variant_name].filter(Boolean).join(' · ');
}
