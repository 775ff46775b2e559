import { describe, expect, it } from 'vitest';
import { EMPTY_CART, NO_TERMS, reduceCart, type Article } from './cart';
import { CHOOSING, type Checkout, type Entry } from './checkout';
import { displayOf } from './display';

const MUG: Article = {
  ...{ variantId: 'v1', productId: 'p1', name: 'Mug', variantName: 'Blue', sku: 'MUG' },
  ...{ imageUrl: null, kind: 'goods', taxCategoryId: null, listPrice: 1200, terms: NO_TERMS },
};
const CART = reduceCart(reduceCart(EMPTY_CART, { type: 'add', article: MUG, key: 'a' }), {
  ...{ type: 'set-quantity', key: 'a', quantityMilli: 2000 },
});
const TOTALS = {
  amounts: new Map([['a', 2400]]),
  lines: new Map([['a', { unitPrice: 1200, promotions: [{ name: 'Ten off', amount: 240 }] }]]),
  deposits: [{ line_no: 2, name: 'Bottle', quantity: '2', amount: { amount: 50 } }],
  ...{ discount: 240, tax: 360, total: 2210, pricesIncludeTax: true },
};
const CARD: Entry = {
  ...{ id: 'e1', tender: 'card', amount: 2210, tendered: null, rounding: 0 },
  ...{ state: 'pending', message: 'Ask for the card.' },
};
const CHECKOUT: Checkout = {
  ...{ saleId: 's1', currency: 'GBP', due: 2210, coin: 0, entries: [], sentCart: null },
  exchange: null,
  cart: { lines: [], discounts: [] },
  phase: CHOOSING,
};
const show = (checkout: Checkout | null, isPaying = true) =>
  displayOf(CART, TOTALS, checkout, isPaying);

describe('what the customer sees', () => {
  it('is nothing of an empty cart', () => {
    expect(displayOf(EMPTY_CART, TOTALS, null, false)).toEqual({ is: 'idle' });
  });

  it('is the cart with what promotions take off and what is added', () => {
    expect(show(null)).toMatchObject({
      ...{ is: 'cart', saved: 240, total: 2210, current: 'a' },
      lines: [
        {
          ...{ name: 'Mug', variant: 'Blue', quantity: '2', each: 1200, amount: 2400 },
          off: [{ name: 'Ten off', amount: 240 }],
        },
        { name: 'Bottle', quantity: '2', each: null, amount: 50, off: [] },
      ],
    });
    // Back from the Pay screen it is the cart again.
    expect(show(CHECKOUT, false).is).toBe('cart');
  });

  it('is what is to be paid, less what lies on the counter', () => {
    expect(show(CHECKOUT)).toEqual({ is: 'pay', total: 2210, paid: 0, rest: 2210, change: 0 });
    const cash: Entry = { ...CARD, tender: 'cash', amount: 1000, tendered: 1000, state: 'planned' };
    expect(show({ ...CHECKOUT, entries: [cash] })).toMatchObject({ paid: 1000, rest: 1210 });
  });

  it('is what the terminal wants', () => {
    const at = (entry: Entry, isStopping = false) =>
      show({
        ...CHECKOUT,
        entries: [entry],
        phase: { is: 'card', entryId: entry.id, isStopping },
      });
    expect(at(CARD)).toEqual({ is: 'card', amount: 2210, step: 'present' });
    expect(at({ ...CARD, message: 'Authorising.' })).toMatchObject({ step: 'checking' });
    expect(at({ ...CARD, state: 'created' })).toMatchObject({ step: 'wait' });
    expect(at({ ...CARD, state: 'unknown' })).toMatchObject({ step: 'wait' });
    expect(at(CARD, true)).toMatchObject({ step: 'wait' });
  });

  it('is the change, and the number that the purchase is found by', () => {
    const sale = {
      ...{
        orderId: 's1',
        number: 'R1-000123',
        total: 2212,
        rounding: -2,
        change: 290,
        credit: 0,
        givenBack: [],
        tenders: [],
      },
    };
    expect(show({ ...CHECKOUT, phase: { is: 'done', sale } })).toEqual({
      ...{ is: 'done', total: 2210, change: 290, number: 'R1-000123' },
    });
  });
});
