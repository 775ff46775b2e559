/** A product as it is typed, and the way from and to what the API speaks. */
import type {
  Id,
  LineKind,
  Product,
  ProductInput,
  ProductPatch,
  Terms,
  Variant,
  VariantInput,
} from '../../api/types';
import { parseMoney, toDecimal } from '../../lib/money';
import { uuidv7 } from '../../lib/uuid';

/** What a register asks or adds, as it is typed. */
export interface TermsDraft {
  open_price: boolean;
  min_price: string;
  max_price: string;
  weighed: boolean;
  minimum_age: string;
  serials: boolean;
  deposit_variant_id: Id | null;
}

export interface VariantDraft {
  /** Its id, made here for a new one, so that a repeated save cannot add it twice. */
  id: Id;
  isNew: boolean;
  name: string;
  sku: string;
  barcodes: string[];
  price: string;
  cost: string;
  terms: TermsDraft;
  track_stock: boolean;
  active: boolean;
}

export interface ProductDraft {
  id: Id;
  name: string;
  description: string;
  kind: LineKind;
  category_id: Id | null;
  tax_category_id: Id | null;
  active: boolean;
  variants: VariantDraft[];
}

/** Kinds that a catalogue holds; tips and fees are given at the till. */
export const KINDS: readonly LineKind[] = [
  'goods',
  'service',
  'gift_card',
  'deposit',
  'shipping',
  'fee',
  'tip',
];

/** Owed until it is spent or given back: no tax when sold. */
export function isTaxed(kind: LineKind): boolean {
  return kind !== 'gift_card' && kind !== 'tip';
}

const NO_TERMS: TermsDraft = {
  open_price: false,
  min_price: '',
  max_price: '',
  weighed: false,
  minimum_age: '',
  serials: false,
  deposit_variant_id: null,
};

function termsDraft(terms: Terms): TermsDraft {
  const { open_price, min_price, max_price, weighed, minimum_age, serials } = terms;
  return {
    open_price: open_price ?? false,
    min_price: min_price ? toDecimal(min_price) : '',
    max_price: max_price ? toDecimal(max_price) : '',
    weighed: weighed ?? false,
    minimum_age: minimum_age ? String(minimum_age) : '',
    serials: serials ?? false,
    deposit_variant_id: terms.deposit_variant_id ?? null,
  };
}

function termsInput(terms: TermsDraft, currency: string): Terms {
  const { open_price, weighed, serials, deposit_variant_id, minimum_age } = terms;
  const bound = (text: string) => (open_price && text.trim() ? parseMoney(text, currency) : null);
  return {
    ...{ open_price, weighed, serials, deposit_variant_id },
    min_price: bound(terms.min_price),
    max_price: bound(terms.max_price),
    minimum_age: minimum_age.trim() ? Number(minimum_age) : null,
  };
}

export function emptyVariant(): VariantDraft {
  return {
    id: uuidv7(),
    isNew: true,
    name: '',
    sku: '',
    barcodes: [],
    price: '',
    cost: '',
    terms: NO_TERMS,
    track_stock: true,
    active: true,
  };
}

export function emptyDraft(taxCategoryId: Id | null): ProductDraft {
  return {
    id: uuidv7(),
    name: '',
    description: '',
    kind: 'goods',
    category_id: null,
    tax_category_id: taxCategoryId,
    active: true,
    variants: [emptyVariant()],
  };
}

export function draftOf(product: Product): ProductDraft {
  const { id, name, description, kind, category_id, tax_category_id, active } = product;
  return {
    ...{ id, name, description, kind, category_id, tax_category_id, active },
    variants: product.variants.map((variant) => ({
      id: variant.id,
      isNew: false,
      name: variant.name,
      sku: variant.sku,
      barcodes: variant.barcodes,
      price: toDecimal(variant.price),
      cost: variant.cost ? toDecimal(variant.cost) : '',
      terms: termsDraft(variant.terms),
      track_stock: variant.track_stock,
      active: variant.active,
    })),
  };
}

export type DraftError =
  | 'product.error.name'
  | 'product.error.tax_category'
  | 'product.error.sku'
  | 'product.error.sku_twice'
  | 'product.error.variant_name'
  | 'product.error.price'
  | 'product.error.age'
  | 'product.error.cost';

/** What is wrong, by the path that the server would name: `variants[0].price`. */
export function validate(draft: ProductDraft, currency: string): Record<string, DraftError> {
  const errors: Record<string, DraftError> = {};
  if (!draft.name.trim()) errors.name = 'product.error.name';
  const needsTax = draft.kind !== 'deposit' && isTaxed(draft.kind);
  if (needsTax && !draft.tax_category_id) errors.tax_category_id = 'product.error.tax_category';
  draft.variants.forEach((variant, index) => {
    const at = (field: string) => `variants[${index}].${field}`;
    const sku = variant.sku.trim();
    if (!sku) errors[at('sku')] = 'product.error.sku';
    else if (draft.variants.findIndex((other) => other.sku.trim() === sku) < index) {
      errors[at('sku')] = 'product.error.sku_twice';
    }
    if (draft.variants.length > 1 && !variant.name.trim()) {
      errors[at('name')] = 'product.error.variant_name';
    }
    const price = parseMoney(variant.price, currency);
    if (!price || price.amount < 0) errors[at('price')] = 'product.error.price';
    for (const field of ['min_price', 'max_price'] as const) {
      const text = variant.terms[field].trim();
      const bound = parseMoney(text, currency);
      if (variant.terms.open_price && text && (!bound || bound.amount < 0)) {
        errors[at(`terms.${field}`)] = 'product.error.price';
      }
    }
    const age = variant.terms.minimum_age.trim();
    if (age && !/^[1-9]\d?$/.test(age)) errors[at('terms.minimum_age')] = 'product.error.age';
    const cost = parseMoney(variant.cost, currency);
    if (variant.cost.trim() && (!cost || cost.amount < 0)) {
      errors[at('cost')] = 'product.error.cost';
    }
  });
  return errors;
}

/** A valid draft as a new product. */
export function toInput(draft: ProductDraft, currency: string): ProductInput {
  return {
    id: draft.id,
    name: draft.name.trim(),
    description: draft.description.trim(),
    kind: draft.kind,
    category_id: draft.category_id,
    tax_category_id: isTaxed(draft.kind) ? draft.tax_category_id : null,
    variants: draft.variants.map((variant) => variantInput(variant, draft.kind, currency)),
  };
}

/** A valid draft as a change to the product it came from. */
export function toPatch(draft: ProductDraft, version: number, currency: string): ProductPatch {
  return {
    version,
    name: draft.name.trim(),
    description: draft.description.trim(),
    category_id: draft.category_id,
    tax_category_id: isTaxed(draft.kind) ? draft.tax_category_id : null,
    active: draft.active,
    variants: draft.variants.map((variant) => {
      const { cost, track_stock, ...rest } = variantInput(variant, draft.kind, currency);
      return {
        ...rest,
        cost: cost ?? null,
        active: variant.active,
        // Whether stock is counted is decided once, when the variant is new.
        ...(variant.isNew ? { track_stock } : {}),
      };
    }),
  };
}

function variantInput(variant: VariantDraft, kind: LineKind, currency: string): VariantInput {
  const cost = variant.cost.trim() ? parseMoney(variant.cost, currency) : null;
  return {
    id: variant.id,
    name: variant.name.trim(),
    sku: variant.sku.trim(),
    barcodes: variant.barcodes.map((code) => code.trim()).filter(Boolean),
    price: parseMoney(variant.price, currency)!,
    ...(cost ? { cost } : {}),
    terms: termsInput(variant.terms, currency),
    track_stock: kind === 'goods' && variant.track_stock,
  };
}

/** Whether something was typed since. */
export function isChanged(draft: ProductDraft, product: Product | undefined): boolean {
  return !product || JSON.stringify(draft) !== JSON.stringify(draftOf(product));
}

/** What a variant has left, for its place in the form. */
export function stockOf(product: Product | undefined, id: Id): Variant['stock'] {
  return product?.variants.find((variant) => variant.id === id)?.stock ?? null;
}
