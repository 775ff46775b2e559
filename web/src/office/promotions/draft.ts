import type { Id, NewPromotion, Promotion, PromotionKind, QuoteInput } from '../../api/types';
import { parseMoney, toDecimal } from '../../lib/money';
import { uuidv7 } from '../../lib/uuid';
import { toDraft, toValidity, type ValidityDraft } from '../prices/validity';

export const KINDS: readonly PromotionKind[] = [
  ...(['percent', 'amount', 'buy_get', 'mix', 'bundle', 'order_percent', 'order_amount'] as const),
];

/** A category or a variant that a promotion reaches. */
export interface GoodsDraft {
  categoryId: Id | null;
  variantId: Id | null;
  name: string;
}

/** Goods that stand for each other, and how many of them a bundle takes. */
export interface PartDraft {
  key: string;
  quantity: string;
  goods: readonly GoodsDraft[];
}

/** A promotion as it is typed. */
export interface PromotionDraft {
  name: string;
  kind: PromotionKind;
  percent: string;
  amount: string;
  buy: string;
  get: string;
  minTotal: string;
  parts: readonly PartDraft[];
  priority: string;
  combinable: boolean;
  needsCoupon: boolean;
  validity: ValidityDraft;
}

export const emptyPart = (): PartDraft => ({ key: uuidv7(), quantity: '1', goods: [] });

/** How many parts a kind has at least. */
export function partsOf(kind: PromotionKind): number {
  if (kind === 'order_percent' || kind === 'order_amount') return 0;
  return kind === 'bundle' || kind === 'buy_get' ? 2 : 1;
}

export function emptyDraft(): PromotionDraft {
  return {
    ...{ name: '', kind: 'percent', percent: '10', amount: '', buy: '2', get: '1', minTotal: '' },
    ...{ parts: [emptyPart()], priority: '100', combinable: false, needsCoupon: false },
    validity: toDraft({}),
  };
}

export function draftOf(promotion: Promotion): PromotionDraft {
  const count = Math.max(partsOf(promotion.kind), ...promotion.goods.map(({ part }) => part ?? 1));
  return {
    name: promotion.name,
    kind: promotion.kind,
    percent: String(Number(promotion.percent)),
    amount: toDecimal(promotion.amount),
    buy: String(promotion.buy || 2),
    get: String(promotion.get || 1),
    minTotal: promotion.min_total.amount > 0 ? toDecimal(promotion.min_total) : '',
    parts: Array.from({ length: count }, (_, at) => {
      const goods = promotion.goods.filter(({ part }) => (part ?? 1) === at + 1);
      return {
        key: uuidv7(),
        quantity: String(goods[0]?.quantity ?? 1),
        goods: goods.map(({ category_id, variant_id, name }) => ({
          categoryId: category_id ?? null,
          variantId: variant_id ?? null,
          name: name ?? '',
        })),
      };
    }),
    priority: String(promotion.priority),
    combinable: promotion.combinable,
    needsCoupon: promotion.needs_coupon,
    validity: toDraft(promotion.validity),
  };
}

/** With as many parts as its kind needs; those that are there stay. */
export function withKind(draft: PromotionDraft, kind: PromotionKind): PromotionDraft {
  const least = partsOf(kind);
  const most = kind === 'bundle' ? Infinity : least;
  const parts = draft.parts.slice(0, most);
  while (parts.length < least) parts.push(emptyPart());
  // What is given is free unless told; a tenth off is what others begin with.
  const percent = kind === 'buy_get' ? '100' : draft.kind === 'buy_get' ? '10' : draft.percent;
  return { ...draft, kind, parts, percent };
}

const takesPercent: readonly PromotionKind[] = ['percent', 'buy_get', 'order_percent'];
const takesAmount: readonly PromotionKind[] = ['amount', 'mix', 'bundle', 'order_amount'];

export const has = {
  percent: (kind: PromotionKind) => takesPercent.includes(kind),
  amount: (kind: PromotionKind) => takesAmount.includes(kind),
  buy: (kind: PromotionKind) => kind === 'buy_get' || kind === 'mix',
  get: (kind: PromotionKind) => kind === 'buy_get',
  minTotal: (kind: PromotionKind) => partsOf(kind) === 0,
};

/** What is sent; what does not read as a figure is left out, and refused with its field named. */
export function toPromotion(draft: PromotionDraft, currency: string): NewPromotion {
  const { kind } = draft;
  const whole = (text: string) => (/^\d{1,6}$/.test(text.trim()) ? Number(text) : null);
  const money = (text: string) => parseMoney(text, currency);
  const percent = draft.percent.trim().replace(',', '.');
  return {
    name: draft.name.trim(),
    kind,
    percent: has.percent(kind) && /^\d{1,3}(\.\d{1,4})?$/.test(percent) ? percent : null,
    amount: has.amount(kind) ? money(draft.amount) : null,
    buy: has.buy(kind) ? whole(draft.buy) : null,
    get: has.get(kind) ? whole(draft.get) : null,
    min_total: has.minTotal(kind) && draft.minTotal.trim() ? money(draft.minTotal) : null,
    goods: draft.parts.flatMap(({ quantity, goods }, at) =>
      goods.map(({ categoryId, variantId }) => ({
        part: at + 1,
        category_id: categoryId,
        variant_id: variantId,
        quantity: kind === 'bundle' ? (whole(quantity) ?? 1) : 1,
      })),
    ),
    priority: whole(draft.priority) ?? 100,
    combinable: draft.combinable,
    needs_coupon: draft.needsCoupon,
    validity: toValidity(draft.validity),
  };
}

/** A line of the cart that a promotion is tried on. */
export interface TriedLine {
  id: Id;
  name: string;
  quantity: number;
}

export function triedCart(lines: readonly TriedLine[], locationId: Id | null): QuoteInput {
  return {
    ...(locationId && { location_id: locationId }),
    lines: lines.map(({ id, quantity }) => ({ variant_id: id, quantity: String(quantity) })),
  };
}
