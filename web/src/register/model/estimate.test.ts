import { expect, test } from 'vitest';
import type { TaxCategory } from '../../api/types';
import { EMPTY_CART, NO_TERMS, reduceCart, type Article, type CartAction } from './cart';
import { estimate } from './estimate';

const component = (rate: string, from: string | null, to: string | null, compound = false) => ({
  ...{ id: rate, name: 'VAT', rate, compound, valid_from: from, valid_to: to },
  payable_account: '2200',
});
const standard: TaxCategory = {
  ...{ id: 't', code: 'standard', name: 'Standard', revenue_account: '4000' },
  components: [component('17.5', null, '2011-01-03'), component('20', '2011-01-04', null)],
};
const article: Article = {
  ...{ variantId: 'v', productId: 'p', name: 'Lantern', variantName: '', sku: 'L', imageUrl: null },
  ...{ kind: 'goods', taxCategoryId: 't', listPrice: 339, terms: NO_TERMS },
};
const cartOf = (...actions: CartAction[]) => actions.reduce(reduceCart, EMPTY_CART);
const two = cartOf({ type: 'add', article, key: 'a', answers: { quantityMilli: 2_000 } });

test('tax inside the price, at the rate of the day', () => {
  expect(estimate(two, [standard], true, '2026-11-23')).toMatchObject({ tax: 113, total: 678 });
  expect(estimate(two, [standard], true, '2010-12-24')).toMatchObject({ tax: 101, total: 678 });
});

test('tax on top of the price', () => {
  expect(estimate(two, [standard], false, '2026-11-23')).toMatchObject({ tax: 136, total: 814 });
});

test('compound components tax those before them', () => {
  const both = {
    ...standard,
    components: [component('5', null, null), component('10', null, null, true)],
  };
  // 678 at 5 %, and 10 % of 678 and its 5 %: 15.5 % in all.
  expect(estimate(two, [both], false, '2026-11-23').tax).toBe(105);
});

test('discounts of the line and of the order', () => {
  const cart = cartOf(
    { type: 'add', article, key: 'a', answers: { quantityMilli: 2_000 } },
    { type: 'set-discount', key: 'a', discount: { kind: 'percent', percent: '10' } },
    { type: 'set-order-discount', discount: { kind: 'amount', amount: 100 } },
  );
  expect(estimate(cart, [standard], true, '2026-11-23')).toMatchObject({
    discount: 168,
    total: 510,
  });
});

test('gift cards are not discounted and nothing falls below zero', () => {
  const gift: Article = {
    ...article,
    variantId: 'g',
    kind: 'gift_card',
    taxCategoryId: null,
    listPrice: 2_000,
  };
  const cart = cartOf(
    { type: 'add', article: gift, key: 'g' },
    { type: 'add', article, key: 'a' },
    { type: 'set-order-discount', discount: { kind: 'amount', amount: 5_000 } },
  );
  expect(estimate(cart, [standard], true, '2026-11-23')).toMatchObject({
    discount: 339,
    total: 2_000,
    tax: 0,
  });
});

test('weighed goods are rounded once', () => {
  const cart = cartOf({ type: 'add', article, key: 'a', answers: { quantityMilli: 1_255 } });
  expect(estimate(cart, [], true, '2026-11-23').amounts.get('a')).toBe(425);
});
