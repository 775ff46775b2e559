import type { Money, Product } from '../../api/types';
import { fromMilli, toMilli } from '../shared/amounts';

/** What is left to sell of all its variants together; null where nothing is counted. */
export function availableOf(product: Product): string | null {
  const counted = product.variants.flatMap(({ stock }) => stock ?? []);
  if (counted.length === 0) return null;
  return fromMilli(counted.reduce((sum, { available }) => sum + toMilli(available), 0));
}

/** The lowest price, and whether there are others. */
export function lowestPrice(product: Product): { price: Money; differs: boolean } | null {
  const prices = product.variants.map(({ price }) => price);
  const lowest = prices.toSorted((a, b) => a.amount - b.amount)[0];
  return lowest
    ? { price: lowest, differs: prices.some(({ amount }) => amount !== lowest.amount) }
    : null;
}
