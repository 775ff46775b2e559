/**
 * The cart as the cashier sees it, before any order exists. Pure: the reducer neither reads a clock nor
 * makes ids; what needs one gets it with the action.
 */
import type { Customer, DiscountInput, Id, LineInput, LineKind, Order } from '../../api/types';
import type { ModifierGroup, OrderLine } from '../../api/types';
import type { ComingBack, ReturnedInput } from '../../api/types';
import type { AgeCheckInput, AgeCheckMethod, Terms, VoidedLineInput } from '../../api/types';
import { formatQuantity, MOST, ONE, parseQuantity } from './quantity';

export type CartDiscount =
  { kind: 'percent'; percent: string } | { kind: 'amount'; amount: number };

/** What a line needs to know of the article, kept so that the cart shows without the network. */
export interface Article {
  variantId: Id;
  productId: Id | null;
  name: string;
  /** Of the variant; empty for a single one. */
  variantName: string;
  sku: string;
  imageUrl: string | null;
  kind: LineKind;
  taxCategoryId: Id | null;
  /** Minor units. */
  listPrice: number;
  /** What is asked when it is sold. */
  terms: Terms;
  /** The groups of options that are chosen with it; absent in a cart that was kept before there were any. */
  modifierGroups?: readonly Id[];
}

/** What was chosen with an article. */
export interface ChosenOption {
  id: Id;
  name: string;
  /** Added to the price of one, in minor units. */
  price: number;
}

/** An article that nothing is asked of. */
export const NO_TERMS: Terms = {
  open_price: false,
  min_price: null,
  max_price: null,
  weighed: false,
  minimum_age: null,
  serials: false,
  deposit_variant_id: null,
};

export interface CartLine {
  key: string;
  article: Article;
  quantityMilli: number;
  /** Minor units, where it is not the list price. */
  price: number | null;
  /** Why it is sold at that price. */
  priceReason?: string;
  /** The scale's barcode that named the price. */
  label?: string;
  discount: CartDiscount | null;
  note: string;
  /** Of this very piece; empty where the article has none. */
  serial: string;
  /** What was chosen with it; absent in a cart that was kept before anything could be. */
  options?: readonly ChosenOption[];
}

/** How old the buyer was seen to be, and how. */
export interface SeenAge {
  years: number;
  method: AgeCheckMethod;
}

/** A line that was taken off with a reason, kept until the sale is told to the server. */
export interface VoidedLine {
  id: Id;
  /** The line's key in the cart. */
  key: string;
  variantId: Id;
  quantityMilli: number;
  /** Minor units. */
  price: number;
  reason: string;
}

/** What comes back with the sale: of an earlier sale, or without a receipt. */
export interface Returned {
  key: string;
  /** The receipt it was bought with. */
  number: string | null;
  goods: readonly { name: string; quantityMilli: number }[];
  /** By the till's own figures, until the server has answered; minor units. */
  worth: number;
  input: ReturnedInput;
}

export type CartCustomer = Pick<Customer, 'id' | 'name' | 'email' | 'phone'>;

export interface Exemption {
  reason: string;
  certificate: string;
}

export interface Cart {
  lines: readonly CartLine[];
  discount: CartDiscount | null;
  customer: CartCustomer | null;
  /** Codes that the customer brought, as they were typed; absent in a cart that was kept before there were any. */
  coupons?: readonly string[];
  /** Why no tax is charged. */
  exemption?: Exemption | null;
  voided: readonly VoidedLine[];
  /** Absent in a cart that was kept before goods came back with one. */
  returned?: readonly Returned[];
  age: SeenAge | null;
  /** The line touched last: what plus and minus on the keyboard change. */
  current: string | null;
}

export const EMPTY_CART: Cart = {
  lines: [],
  discount: null,
  customer: null,
  voided: [],
  age: null,
  current: null,
};

/** What was asked, or scanned, before an article went on its line. */
export interface Answers {
  quantityMilli?: number;
  /** Of one, in minor units. */
  price?: number;
  /** The code that named the price, where a scale printed it. */
  label?: string;
  serial?: string;
  options?: readonly ChosenOption[];
}

export type Question = 'options' | 'price' | 'quantityMilli' | 'serial';

/** What an article asks next before it can be sold. `groups` are those of its options. */
export function nextQuestion(
  { terms }: Article,
  answers: Answers,
  groups: readonly ModifierGroup[] = [],
): Question | null {
  if (answers.options === undefined && groups.some((group) => group.min_choices > 0)) {
    return 'options';
  }
  if (terms.open_price && answers.price === undefined) return 'price';
  if (terms.weighed && answers.quantityMilli === undefined) return 'quantityMilli';
  if (terms.serials && answers.serial === undefined) return 'serial';
  return null;
}

/** The age that the goods of a cart ask of the buyer; 0 where anybody may have them. */
export function askedAge(lines: readonly CartLine[]): number {
  return Math.max(0, ...lines.map(({ article }) => article.terms.minimum_age ?? 0));
}

export type CartAction =
  | { type: 'add'; article: Article; key: string; answers?: Answers }
  | { type: 'see-age'; age: SeenAge }
  /** Takes off what the buyer is too young for. */
  | { type: 'refuse-age' }
  | { type: 'set-quantity'; key: string; quantityMilli: number }
  | { type: 'change-quantity'; key: string; byMilli: number }
  /** `usual` is what the server charges where no price is typed, if that is known. */
  | { type: 'set-price'; key: string; price: number | null; usual?: number }
  | { type: 'set-price-reason'; key: string; reason: string }
  | { type: 'set-discount'; key: string; discount: CartDiscount | null }
  | { type: 'set-note'; key: string; note: string }
  | { type: 'set-options'; key: string; options: readonly ChosenOption[] }
  /** With a reason where the shop asks for one. */
  | { type: 'remove'; key: string; why?: { id: Id; reason: string } }
  /** Undo of a removal: the line goes back to its place. */
  | { type: 'put-back'; line: CartLine; at: number }
  | { type: 'replace-line'; line: CartLine }
  | { type: 'set-order-discount'; discount: CartDiscount | null }
  | { type: 'add-coupon'; code: string }
  | { type: 'remove-coupon'; code: string }
  | { type: 'set-exemption'; exemption: Exemption | null }
  /** Goods come back; those of the same receipt, or the same empties, are said anew. */
  | { type: 'take-back'; returned: Returned }
  | { type: 'keep-sold'; key: string }
  | { type: 'set-customer'; customer: CartCustomer | null }
  | { type: 'touch'; key: string }
  | { type: 'load'; cart: Cart };

function isSame(some: readonly ChosenOption[] = [], others: readonly ChosenOption[] = []): boolean {
  return (
    some.length === others.length &&
    some.every(({ id, price }) => others.some((each) => each.id === id && each.price === price))
  );
}

/** Another of the same goes on its line, unless that line has terms of its own. */
function takesMore(line: CartLine, article: Article, answers: Answers): boolean {
  const { open_price, weighed, serials } = article.terms;
  return (
    !(open_price || weighed || serials) &&
    line.article.variantId === article.variantId &&
    line.price === null &&
    line.discount === null &&
    line.note === '' &&
    isSame(line.options, answers.options) &&
    line.article.listPrice === article.listPrice
  );
}

function change(cart: Cart, key: string, edit: (line: CartLine) => CartLine): Cart {
  return {
    ...cart,
    lines: cart.lines.map((line) => (line.key === key ? edit(line) : line)),
    current: key,
  };
}

function voidOf(line: CartLine, why: { id: Id; reason: string }): VoidedLine {
  const { key, article, quantityMilli } = line;
  return { ...why, key, variantId: article.variantId, quantityMilli, price: unitPrice(line) };
}

export function reduceCart(cart: Cart, action: CartAction): Cart {
  switch (action.type) {
    case 'add': {
      const { answers = {} } = action;
      const { quantityMilli = ONE, price = null, serial = '', label, options } = answers;
      const same = cart.lines.find((each) => takesMore(each, action.article, answers));
      if (same) {
        return reduceCart(cart, { type: 'change-quantity', key: same.key, byMilli: quantityMilli });
      }
      const { key, article } = action;
      const own = price === article.listPrice ? null : price;
      const line: CartLine = {
        ...{ key, article, quantityMilli, price: own, discount: null, note: '', serial },
        ...(own !== null && label && { label }),
        ...(options?.length && { options }),
      };
      return { ...cart, lines: [...cart.lines, line], current: key };
    }
    case 'see-age':
      return { ...cart, age: action.age };
    case 'refuse-age': {
      const seen = cart.age?.years ?? 0;
      const lines = cart.lines.filter(({ article }) => (article.terms.minimum_age ?? 0) <= seen);
      const discount = lines.length === 0 ? null : cart.discount;
      return { ...cart, lines, discount, current: lines.at(-1)?.key ?? null };
    }
    case 'set-quantity':
      if (action.quantityMilli <= 0 || action.quantityMilli > MOST) return cart;
      return change(cart, action.key, (line) => ({
        ...line,
        quantityMilli: action.quantityMilli,
      }));
    case 'change-quantity': {
      const line = cart.lines.find(({ key }) => key === action.key);
      if (!line) return cart;
      const quantityMilli = line.quantityMilli + action.byMilli;
      return reduceCart(cart, { type: 'set-quantity', key: action.key, quantityMilli });
    }
    case 'set-price':
      return change(cart, action.key, (line) => ({
        ...line,
        price: action.price === (action.usual ?? line.article.listPrice) ? null : action.price,
        label: undefined,
      }));
    case 'set-price-reason':
      return change(cart, action.key, (line) => ({ ...line, priceReason: action.reason }));
    case 'set-discount':
      return change(cart, action.key, (line) => ({ ...line, discount: action.discount }));
    case 'set-note':
      return change(cart, action.key, (line) => ({ ...line, note: action.note }));
    case 'set-options':
      return change(cart, action.key, (line) => ({ ...line, options: action.options }));
    case 'remove': {
      const lines = cart.lines.filter(({ key }) => key !== action.key);
      // With the last line gone, what was said about the whole sale is gone too, but not the customer.
      const discount = lines.length === 0 ? null : cart.discount;
      const current = cart.current === action.key ? (lines.at(-1)?.key ?? null) : cart.current;
      const line = cart.lines.find(({ key }) => key === action.key);
      const { why } = action;
      const voided = line && why ? [...cart.voided, voidOf(line, why)] : cart.voided;
      return { ...cart, lines, discount, voided, current };
    }
    case 'put-back': {
      if (cart.lines.some(({ key }) => key === action.line.key)) return cart;
      return {
        ...cart,
        lines: cart.lines.toSpliced(action.at, 0, action.line),
        voided: cart.voided.filter(({ key }) => key !== action.line.key),
        current: action.line.key,
      };
    }
    case 'replace-line':
      return change(cart, action.line.key, () => action.line);
    case 'set-order-discount':
      return { ...cart, discount: action.discount };
    case 'add-coupon': {
      const code = action.code.trim().toUpperCase();
      const { coupons = [] } = cart;
      return code === '' || coupons.includes(code)
        ? cart
        : { ...cart, coupons: [...coupons, code] };
    }
    case 'remove-coupon':
      return { ...cart, coupons: cart.coupons?.filter((code) => code !== action.code) };
    case 'take-back': {
      const others = cart.returned?.filter(({ key }) => key !== action.returned.key) ?? [];
      return { ...cart, returned: [...others, action.returned] };
    }
    case 'keep-sold':
      return { ...cart, returned: cart.returned?.filter(({ key }) => key !== action.key) };
    case 'set-customer':
      // It was this buyer who is not charged tax.
      return { ...cart, customer: action.customer, exemption: undefined };
    case 'set-exemption':
      return { ...cart, exemption: action.exemption };
    case 'touch':
      return { ...cart, current: action.key };
    case 'load':
      return action.cart;
  }
}

/** The price of one before its options. */
export function basePrice(line: CartLine): number {
  return line.price ?? line.article.listPrice;
}

/** What one costs with what was chosen: never less than nothing. */
export function withOptions(base: number, options: readonly ChosenOption[] = []): number {
  return Math.max(
    0,
    options.reduce((sum, { price }) => sum + price, base),
  );
}

export function unitPrice(line: CartLine): number {
  return withOptions(basePrice(line), line.options);
}

/** "3 items": pieces where they are whole, a weighed line counts as one. */
export function pieces(cart: Cart): number {
  return cart.lines.reduce(
    (sum, { quantityMilli }) => sum + (quantityMilli % ONE === 0 ? quantityMilli / ONE : 1),
    0,
  );
}

function discountInput(discount: CartDiscount | null, currency: string): DiscountInput[] {
  if (!discount) return [];
  return discount.kind === 'percent'
    ? [{ percent: discount.percent }]
    : [{ amount: { amount: discount.amount, currency } }];
}

/** The cart in the words of the server; what a quote, a sale and an order have in common. */
export interface CartInput {
  lines: LineInput[];
  discounts: DiscountInput[];
  customer_id?: Id;
  coupons?: string[];
  tax_exemption?: Exemption;
  voided_lines?: VoidedLineInput[];
  age_check?: AgeCheckInput;
}

export function cartInput(cart: Cart, currency: string): CartInput {
  return {
    lines: cart.lines.map((line) => {
      const { article, quantityMilli, price, priceReason, label, discount, note, serial } = line;
      const { options = [] } = line;
      const priced = !label && (price !== null || article.terms.open_price);
      return {
        // A scale's code brings its price, which nobody named by hand.
        ...(label ? { barcode: label } : { variant_id: article.variantId }),
        quantity: formatQuantity(quantityMilli),
        ...(priced && { unit_price: { amount: basePrice(line), currency } }),
        ...(price !== null && priceReason && { price_reason: priceReason }),
        ...(serial && { serial }),
        ...(options.length > 0 && { options: options.map(({ id }) => id) }),
        ...(discount && { discounts: discountInput(discount, currency) }),
        ...(note && { note }),
      };
    }),
    discounts: discountInput(cart.discount, currency),
    ...(cart.customer && { customer_id: cart.customer.id }),
    ...(cart.coupons?.length && { coupons: [...cart.coupons] }),
    ...(cart.exemption && { tax_exemption: cart.exemption }),
  };
}

/** What comes back with the cart, in the words of the server. */
export function returnedInput({ returned = [] }: Cart): ReturnedInput[] {
  return returned.map(({ input }) => input);
}

/** The cart as an order takes it: with what was taken off, which a quote does not ask for. */
export function orderInput(cart: Cart, currency: string): CartInput {
  const voided = cart.voided.map(({ id, variantId, quantityMilli, price, reason }) => ({
    ...{ id, variant_id: variantId, quantity: formatQuantity(quantityMilli), reason },
    unit_price: { amount: price, currency },
  }));
  const isAsked = askedAge(cart.lines) > 0;
  return {
    ...cartInput(cart, currency),
    ...(voided.length > 0 && { voided_lines: voided }),
    ...(isAsked && cart.age && { age_check: { method: cart.age.method } }),
  };
}

/** What waits with an order to come back. */
function returnedOf({ number, goods, worth, input }: ComingBack, at: number): Returned {
  return {
    key: input.order_id ?? `returned:${at}`,
    number,
    goods: goods.map(({ name, quantity }) => ({
      ...{ name, quantityMilli: parseQuantity(quantity) ?? ONE },
    })),
    worth: worth.amount,
    input,
  };
}

/**
 * An order taken up again, after a reload or on another device, as a cart. `known` is what the till has of the
 * goods: a line at the list price is one like any other.
 */
export function cartFromOrder(
  order: Order,
  known: (variantId: Id) => Article | null = () => null,
): Cart {
  const discountOf = (lineNo: number | null): CartDiscount | null => {
    // What promotions take off is the server's to find again.
    const found = order.discounts.find(
      ({ line_no, promotion_id }) => line_no === lineNo && promotion_id === null,
    );
    if (!found) return null;
    return found.percent !== null
      ? { kind: 'percent', percent: found.percent }
      : { kind: 'amount', amount: found.amount.amount };
  };
  // The server adds deposits to their goods.
  const deposits = new Set(order.lines.map(({ deposit_line_no }) => deposit_line_no));
  const { age_check: seen, tax_exemption: exempt } = order;
  const baseOf = ({ base_price: base, unit_price: price }: OrderLine) => (base ?? price).amount;
  return {
    lines: order.lines
      .filter((line) => line.variant_id !== null && !deposits.has(line.line_no))
      .map((line) => ({
        key: `${order.id}:${line.line_no}`,
        article: known(line.variant_id!) ?? {
          variantId: line.variant_id!,
          productId: line.product_id,
          name: line.name,
          variantName: '',
          sku: line.sku,
          imageUrl: null,
          kind: line.kind,
          taxCategoryId: line.tax_category_id,
          listPrice: baseOf(line),
          terms: {
            ...NO_TERMS,
            minimum_age: line.minimum_age,
            serials: line.serial !== null,
          },
        },
        quantityMilli: parseQuantity(line.quantity) ?? ONE,
        // What cost its usual price is priced anew, with the customer and the hour.
        price:
          line.regular_price === null &&
          (line.price_list !== null || known(line.variant_id!)?.listPrice === baseOf(line))
            ? null
            : baseOf(line),
        priceReason: line.price_reason ?? '',
        discount: discountOf(line.line_no),
        note: line.note,
        serial: line.serial ?? '',
        ...(line.options.length > 0 && {
          options: line.options.map(({ option_id: id, name, price }) => ({
            ...{ id, name, price: price.amount },
          })),
        }),
      })),
    discount: discountOf(null),
    customer: order.customer,
    coupons: order.coupons.map(({ code }) => code),
    exemption: exempt && { reason: exempt.reason, certificate: exempt.certificate },
    voided: [],
    ...(order.coming_back.length > 0 && { returned: order.coming_back.map(returnedOf) }),
    age: seen ? { years: seen.minimum_age, method: seen.method } : null,
    current: null,
  };
}
