/**
 * The goods this till sells, kept whole in memory as far as a shop's size allows: tiles, search and
 * scans then answer at once, and go on when the network does not.
 */
import { infiniteQueryOptions, queryOptions, type InfiniteData } from '@tanstack/react-query';
import { api, call } from '../../api/client';
import { isProblem } from '../../api/problem';
import { askNow, queryClient } from '../../api/query-client';
import type { Id, Money, OrderCompletedData, Page, Product, Variant } from '../../api/types';
import type { Answers, Article } from '../model/cart';
import { parseQuantity } from '../model/quantity';

/** The server's largest page. */
const PAGE = 200;
/** A catalogue of more products than this is read by category and by search instead. */
export const MOST_PAGES = 10;
/** At or below this many the tile's stock is worth a look. */
const LOW = 5;

/** Somebody whose group has prices of its own: what they pay is what everybody of the group pays. */
export interface Buyer {
  customerId: Id;
  groupId: Id;
}

const page = (query: { location_id: Id; category_id?: Id }, buyer: Buyer | null) =>
  infiniteQueryOptions({
    queryKey: ['catalogue', query.location_id, query.category_id ?? null, buyer?.groupId ?? null],
    queryFn: ({ pageParam: cursor, signal }) =>
      call(
        api.GET('/v1/products', {
          params: {
            query: { ...query, customer_id: buyer?.customerId, active: true, limit: PAGE, cursor },
          },
          signal,
        }),
      ),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last: Page<unknown>) => last.next_cursor ?? undefined,
    staleTime: Infinity,
    gcTime: Infinity,
  });

export const catalogueQuery = (locationId: Id, buyer: Buyer | null = null) =>
  page({ location_id: locationId }, buyer);

export const categoryQuery = (locationId: Id, categoryId: Id, buyer: Buyer | null) =>
  page({ location_id: locationId, category_id: categoryId }, buyer);

export const searchQuery = (locationId: Id, search: string, buyer: Buyer | null = null) =>
  queryOptions({
    queryKey: ['catalogue', locationId, 'search', search, buyer?.groupId ?? null],
    queryFn: ({ signal }) =>
      call(
        api.GET('/v1/products', {
          params: {
            query: {
              ...{ location_id: locationId, customer_id: buyer?.customerId, active: true },
              ...{ search, limit: 60 },
            },
          },
          signal,
        }),
      ),
    staleTime: 60_000,
  });

export interface Scan {
  match: Match;
  /** What a scale printed into the code. */
  answers: Answers;
}

/** What a code is as the server knows it, with what a scale printed into it; null when it is nothing. */
export async function lookUpCode(locationId: Id, code: string): Promise<Scan | null> {
  try {
    const scan = await call(
      api.GET('/v1/scans', { params: { query: { barcode: code, location_id: locationId } } }),
    );
    const { product, quantity, unit_price: price } = scan;
    const variant = product.variants.find(({ id }) => id === scan.variant_id);
    if (!variant?.active || !product.active) return null;
    return {
      match: { product, variant },
      answers: {
        ...(quantity && { quantityMilli: parseQuantity(quantity) ?? undefined }),
        ...(price && { price: price.amount, label: code }),
      },
    };
  } catch (error) {
    if (isProblem(error, 'barcode_unknown', 'not_found', 'invalid_field')) return null;
    throw error;
  }
}

export interface Match {
  product: Product;
  variant: Variant;
}

function isCode(variant: Variant, code: string): boolean {
  return variant.barcodes.includes(code) || variant.sku.toLowerCase() === code.toLowerCase();
}

/** The variant of `products` that bears a code; UPC-A and EAN-13 differ by a leading zero. */
export function findCode(products: readonly Product[], code: string): Match | null {
  const wanted = [code, code.length === 12 ? `0${code}` : '', code.replace(/^0(?=\d{12}$)/, '')];
  for (const product of products) {
    const variant = product.variants.find(
      (each) => each.active && wanted.some((text) => text !== '' && isCode(each, text)),
    );
    if (variant) return { product, variant };
  }
  return null;
}

function folded(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}

/** Every word begins a word of the name, or stands in a SKU: the till's own search, until the server answers. */
export function searchLocally(products: readonly Product[], search: string): Product[] {
  const words = folded(search).split(/\s+/).filter(Boolean);
  return products.filter((product) => {
    const codes = product.variants.flatMap(({ sku, barcodes, name }) => [sku, name, ...barcodes]);
    const text = ` ${folded([product.name, ...codes].join(' '))}`;
    return words.every((word) => text.includes(` ${word}`) || text.includes(`-${word}`));
  });
}

/** What Enter in the search means, which may have been pressed before the goods found were shown. */
export function findGoods(
  known: readonly Product[],
  locationId: Id,
  search: string,
  buyer: Buyer | null,
): Promise<readonly Product[]> {
  return askNow(searchQuery(locationId, search, buyer)).then(
    ({ items }) => items,
    () => searchLocally(known, search),
  );
}

/** What a variant costs here now, for whoever it was read for: a price list's price, or the catalogue's. */
export function priceOf({ listed, price }: Variant): Money {
  return listed?.price ?? price;
}

export function articleOf({ product, variant }: Match): Article {
  return {
    variantId: variant.id,
    productId: product.id,
    name: product.name,
    variantName: variant.name,
    sku: variant.sku,
    imageUrl: product.image_url,
    kind: product.kind,
    taxCategoryId: product.tax_category_id,
    listPrice: priceOf(variant).amount,
    terms: variant.terms,
    ...(product.modifier_groups.length > 0 && { modifierGroups: product.modifier_groups }),
  };
}

/** The article of a variant, as far as the till has it. */
export function articleBy(products: readonly Product[]): (variantId: Id) => Article | null {
  return (variantId) => {
    for (const product of products) {
      const variant = product.variants.find(({ id }) => id === variantId);
      if (variant) return articleOf({ product, variant });
    }
    return null;
  };
}

export type StockHint = { level: 'gone' | 'low' | 'plenty'; available: string } | null;

/** Nothing for services and the like, whose stock nobody counts. */
export function stockHint(variants: readonly Variant[]): StockHint {
  const tracked = variants.filter(({ track_stock, stock }) => track_stock && stock !== null);
  if (tracked.length === 0 || tracked.length < variants.length) return null;
  // Thousandths, so that weighed goods add up.
  const milli = tracked.reduce(
    (sum, { stock }) => sum + Math.round(Number(stock!.available) * 1_000),
    0,
  );
  const available = String(milli / 1_000);
  const level = milli <= 0 ? 'gone' : milli <= LOW * 1_000 ? 'low' : 'plenty';
  return { level, available };
}

/** Moves the stock on the tiles by what a sale anywhere in the shop left, without asking again. */
export function applyStock({ location_id: locationId, stock }: OrderCompletedData): void {
  const levels = new Map(stock.map((level) => [level.variant_id, level]));
  const product = (each: Product): Product => {
    if (!each.variants.some(({ id }) => levels.has(id))) return each;
    return {
      ...each,
      variants: each.variants.map((variant) => {
        const level = levels.get(variant.id);
        if (!level || !variant.stock) return variant;
        const { on_hand, available } = level;
        return { ...variant, stock: { ...variant.stock, on_hand, available } };
      }),
    };
  };
  queryClient.setQueriesData<InfiniteData<Page<Product>> | Page<Product>>(
    { queryKey: ['catalogue', locationId] },
    (data) => {
      if (!data) return data;
      if ('items' in data) return { ...data, items: data.items.map(product) };
      const pages = data.pages.map((each) => ({ ...each, items: each.items.map(product) }));
      return { ...data, pages };
    },
  );
}
