import type { ImportField, ImportKind, ImportSettings } from '../../api/types';

type Mapped = ImportSettings['mapping'];

/** What a column may hold, in the order of the choice. */
export const FIELDS: Record<ImportKind, readonly ImportField[]> = {
  products: [
    ...(['name', 'variant_name', 'sku', 'barcode', 'price', 'cost', 'category'] as const),
    ...([
      'tax_category',
      'description',
      'active',
      'track_stock',
      'product_key',
      'row_key',
    ] as const),
  ],
  customers: [
    ...(['name', 'first_name', 'last_name', 'company', 'email', 'phone', 'note'] as const),
    'customer_group',
  ],
  stock: ['sku', 'barcode', 'quantity', 'location', 'cost'],
};

/** How many columns may hold the same. */
const MOST: Partial<Record<ImportField, number>> = { variant_name: 3, barcode: 3 };

export function fieldOf(mapping: Mapped, column: number): ImportField | undefined {
  return mapping.find((mapped) => mapped.column === column)?.field;
}

/** The mapping once a column holds a field, or nothing: what only one can hold is taken from the one that did. */
export function withField(mapping: Mapped, column: number, field: ImportField | null): Mapped {
  const others = mapping.filter((mapped) => mapped.column !== column);
  if (!field) return others;
  const holders = others.filter((mapped) => mapped.field === field);
  const last = holders.length >= (MOST[field] ?? 1) ? holders.at(-1) : undefined;
  return [...others.filter((mapped) => mapped !== last), { column, field }];
}
