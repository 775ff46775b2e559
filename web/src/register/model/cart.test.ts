import { expect, test } from 'vitest';
import { cartInput, EMPTY_CART, NO_TERMS, nextQuestion, orderInput, unitPrice } from './cart';
import { pieces, reduceCart, type Article, type CartAction } from './cart';

const lantern: Article = {
  variantId: 'v-lantern',
  productId: 'p-lantern',
  name: 'Paper Lantern',
  variantName: '',
  sku: 'HOM-001',
  imageUrl: null,
  kind: 'goods',
  taxCategoryId: 't-standard',
  listPrice: 339,
  terms: NO_TERMS,
};
const heart: Article = { ...lantern, variantId: 'v-heart', name: 'Wooden Heart', listPrice: 255 };

const add = (article: Article, key: string): CartAction => ({ type: 'add', article, key });
const after = (...actions: CartAction[]) => actions.reduce(reduceCart, EMPTY_CART);

test('another of the same goes on its line', () => {
  const cart = after(add(lantern, 'a'), add(heart, 'b'), add(lantern, 'c'));
  expect(cart.lines.map(({ key, quantityMilli }) => [key, quantityMilli])).toEqual([
    ['a', 2_000],
    ['b', 1_000],
  ]);
  expect(cart.current).toBe('a');
  expect(pieces(cart)).toBe(3);
});

test('a line with terms of its own takes no more', () => {
  const cart = after(
    add(lantern, 'a'),
    { type: 'set-discount', key: 'a', discount: { kind: 'percent', percent: '10' } },
    add(lantern, 'b'),
  );
  expect(cart.lines).toHaveLength(2);
});

test('a quantity of nothing or beyond reason is not taken', () => {
  const cart = after(add(lantern, 'a'));
  expect(reduceCart(cart, { type: 'set-quantity', key: 'a', quantityMilli: 0 })).toBe(cart);
  expect(reduceCart(cart, { type: 'change-quantity', key: 'a', byMilli: -1_000 })).toBe(cart);
  expect(reduceCart(cart, { type: 'set-quantity', key: 'a', quantityMilli: 1e9 })).toBe(cart);
});

test('the list price again is no price of its own', () => {
  const dearer = after(add(lantern, 'a'), { type: 'set-price', key: 'a', price: 400 });
  expect(dearer.lines[0]!.price).toBe(400);
  const back = reduceCart(dearer, { type: 'set-price', key: 'a', price: 339 });
  expect(back.lines[0]!.price).toBeNull();
});

test('a removed line can be put back in its place', () => {
  const cart = after(add(lantern, 'a'), add(heart, 'b'));
  const line = cart.lines[0]!;
  const without = reduceCart(cart, { type: 'remove', key: 'a' });
  expect(without.current).toBe('b');
  const again = reduceCart(without, { type: 'put-back', line, at: 0 });
  expect(again.lines.map(({ key }) => key)).toEqual(['a', 'b']);
  expect(reduceCart(again, { type: 'put-back', line, at: 0 })).toBe(again);
});

test('the order discount goes with the last line, the customer stays', () => {
  const ada = { id: 'c-1', name: 'Ada', email: null, phone: null };
  const cart = after(
    add(lantern, 'a'),
    { type: 'set-order-discount', discount: { kind: 'amount', amount: 100 } },
    { type: 'set-customer', customer: ada },
    { type: 'remove', key: 'a' },
  );
  expect(cart).toEqual({ ...EMPTY_CART, customer: ada });
});

test('in the words of the server', () => {
  const cart = after(
    add(lantern, 'a'),
    { type: 'set-quantity', key: 'a', quantityMilli: 1_250 },
    { type: 'set-price', key: 'a', price: 300 },
    { type: 'set-discount', key: 'a', discount: { kind: 'amount', amount: 50 } },
    { type: 'set-note', key: 'a', note: 'gift wrap' },
    add(heart, 'b'),
    { type: 'set-order-discount', discount: { kind: 'percent', percent: '10' } },
  );
  expect(cartInput(cart, 'GBP')).toEqual({
    lines: [
      {
        variant_id: 'v-lantern',
        quantity: '1.25',
        unit_price: { amount: 300, currency: 'GBP' },
        discounts: [{ amount: { amount: 50, currency: 'GBP' } }],
        note: 'gift wrap',
      },
      { variant_id: 'v-heart', quantity: '1' },
    ],
    discounts: [{ percent: '10' }],
  });
});

test('what is asked goes with its line, and lines that are asked about stay apart', () => {
  const terms = { ...NO_TERMS, open_price: true, minimum_age: 18 };
  const wine = { ...lantern, terms };
  expect(nextQuestion(wine, {})).toBe('price');
  expect(nextQuestion({ ...lantern, terms: { ...NO_TERMS, weighed: true } }, {})).toBe(
    'quantityMilli',
  );
  expect(nextQuestion({ ...lantern, terms: { ...NO_TERMS, serials: true } }, {})).toBe('serial');
  const cart = after(
    { type: 'add', article: wine, key: 'a', answers: { price: wine.listPrice } },
    { type: 'add', article: wine, key: 'b', answers: { price: 99, serial: 'SN-1' } },
  );
  expect(cartInput(cart, 'GBP').lines).toMatchObject([
    { unit_price: { amount: wine.listPrice } },
    { unit_price: { amount: 99 }, serial: 'SN-1' },
  ]);
  expect(orderInput(cart, 'GBP').age_check).toBeUndefined();
  const seen = reduceCart(cart, { type: 'see-age', age: { years: 18, method: 'seen' } });
  expect(orderInput(seen, 'GBP').age_check).toEqual({ method: 'seen' });
  expect(reduceCart(cart, { type: 'refuse-age' }).lines).toEqual([]);
});

test('what is chosen is asked first, adds to the price of one, and keeps its line apart', () => {
  const milk = {
    ...{ id: 'g', version: 1, name: 'Milk', min_choices: 1, max_choices: 1, active: true },
    ...{ options: [], product_count: 1, created_at: '' },
  };
  expect(nextQuestion(lantern, {}, [milk])).toBe('options');
  expect(nextQuestion(lantern, { options: [] }, [milk])).toBeNull();
  expect(nextQuestion(lantern, {}, [{ ...milk, min_choices: 0 }])).toBeNull();

  const oat = { id: 'oat', name: 'Oat', price: 40 };
  const own = { id: 'own', name: 'Own cup', price: -500 };
  const add = (key: string, ...options: (typeof oat)[]) =>
    ({ type: 'add', article: lantern, key, answers: { options } }) as const;
  const cart = [add('a', oat), add('b'), add('c', oat), add('d', own)].reduce(
    reduceCart,
    EMPTY_CART,
  );
  expect(cart.lines.map(({ key, quantityMilli }) => [key, quantityMilli])).toEqual([
    ['a', 2_000],
    ['b', 1_000],
    ['d', 1_000],
  ]);
  expect(cart.lines.map(unitPrice)).toEqual([379, 339, 0]);
  const named = reduceCart(cart, { type: 'set-price', key: 'a', price: 300 });
  expect(cartInput(named, 'GBP').lines[0]).toMatchObject({
    options: ['oat'],
    unit_price: { amount: 300 },
  });
});
