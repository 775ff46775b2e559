import { expect, test } from 'vitest';
import { NO_TERMS, type Article } from './cart';
import { bring, count, goodsInput, reprice, worthOf } from './without-receipt';

const mug: Article = {
  ...{ variantId: 'mug', productId: null, name: 'Mug', variantName: '', sku: 'MUG' },
  ...{ imageUrl: null, kind: 'goods', taxCategoryId: null, listPrice: 1200, terms: NO_TERMS },
};

test('the same article counts on its line, and none left takes the line away', () => {
  const two = bring(bring([], mug), mug);
  expect(two).toMatchObject([{ quantityMilli: 2_000 }]);
  expect(worthOf(two)).toBe(2400);
  expect(count(two, 0, -2_000)).toEqual([]);
});

test('a price is sent only where it is another than the usual one', () => {
  const cheaper = reprice(bring([], mug), 0, 600);
  expect(goodsInput(cheaper, 'GBP')).toEqual([
    { variant_id: 'mug', quantity: '1', unit_price: { amount: 600, currency: 'GBP' } },
  ]);
  expect(goodsInput(reprice(cheaper, 0, 1200), 'GBP')).toEqual([
    { variant_id: 'mug', quantity: '1' },
  ]);
});
