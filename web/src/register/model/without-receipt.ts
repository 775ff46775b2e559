/** Goods that come back without a receipt: what, how many and at which price. */
import type { ReturnedInput } from '../../api/types';
import type { Article } from './cart';
import { formatQuantity, ONE } from './quantity';

export interface BroughtLine {
  article: Article;
  quantityMilli: number;
  /** Minor units, where it is not what the article costs now. */
  price: number | null;
}

export type Brought = readonly BroughtLine[];

/** One more of an article, on its line where it has one. */
export function bring(brought: Brought, article: Article): Brought {
  const at = brought.findIndex((line) => line.article.variantId === article.variantId);
  return at < 0
    ? [...brought, { article, quantityMilli: ONE, price: null }]
    : count(brought, at, ONE);
}

/** More or fewer on a line; none left takes it away. */
export function count(brought: Brought, at: number, byMilli: number): Brought {
  return brought.flatMap((line, place) => {
    const quantityMilli = line.quantityMilli + (place === at ? byMilli : 0);
    return quantityMilli > 0 ? [{ ...line, quantityMilli }] : [];
  });
}

export function reprice(brought: Brought, at: number, price: number): Brought {
  return brought.map((line, place) =>
    place === at ? { ...line, price: price === line.article.listPrice ? null : price } : line,
  );
}

export function priceOf({ article, price }: BroughtLine): number {
  return price ?? article.listPrice;
}

/** By the till's own figures, until the server has answered. */
export function worthOf(brought: Brought): number {
  return brought.reduce(
    (sum, line) => sum + Math.round((priceOf(line) * line.quantityMilli) / ONE),
    0,
  );
}

/** In the words of the server, as goods of a sale or lines of a refund. */
export function goodsInput(
  brought: Brought,
  currency: string,
): NonNullable<ReturnedInput['goods']> {
  return brought.map(({ article, quantityMilli, price }) => ({
    variant_id: article.variantId,
    quantity: formatQuantity(quantityMilli),
    ...(price !== null && { unit_price: { amount: price, currency } }),
  }));
}
