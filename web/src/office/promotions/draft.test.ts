import { expect, test } from 'vitest';
import { emptyDraft, toPromotion, withKind } from './draft';

test('only what a kind takes is sent, and amounts are whole minor units', () => {
  const draft = { ...withKind(emptyDraft(), 'mix'), name: ' Any three ', buy: '3', amount: '8,00' };
  expect(toPromotion(draft, 'GBP')).toMatchObject({
    name: 'Any three',
    kind: 'mix',
    percent: null,
    amount: { amount: 800, currency: 'GBP' },
    buy: 3,
    get: null,
    min_total: null,
  });
});

test('a bundle keeps its parts when the kind changes back, and sends how many of each it takes', () => {
  const bundle = withKind(emptyDraft(), 'bundle');
  expect(bundle.parts).toHaveLength(2);
  expect(withKind(bundle, 'percent').parts).toHaveLength(1);
  expect(withKind(bundle, 'order_amount').parts).toHaveLength(0);
  const goods = [{ categoryId: null, variantId: 'v', name: 'Mug' }];
  const parts = bundle.parts.map((part, at) => ({ ...part, goods, quantity: String(at + 1) }));
  expect(toPromotion({ ...bundle, parts }, 'GBP').goods).toEqual([
    { part: 1, category_id: null, variant_id: 'v', quantity: 1 },
    { part: 2, category_id: null, variant_id: 'v', quantity: 2 },
  ]);
});

test('what is no figure is left out, so that the server names the field', () => {
  const draft = { ...emptyDraft(), name: 'Ten', percent: 'ten' };
  expect(toPromotion(draft, 'GBP').percent).toBeNull();
});
