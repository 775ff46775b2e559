import { expect, test } from 'vitest';
import { fieldOf, withField } from './mapping';

test('what one column alone can hold moves to the column that was chosen last', () => {
  const before = withField(withField([], 0, 'price'), 1, 'sku');
  const after = withField(before, 2, 'price');
  expect(fieldOf(after, 0)).toBeUndefined();
  expect(fieldOf(after, 2)).toBe('price');
  expect(fieldOf(withField(after, 1, null), 1)).toBeUndefined();
});

test('three columns may say which variant it is', () => {
  let mapping = [0, 1, 2].reduce<ReturnType<typeof withField>>(
    (all, column) => withField(all, column, 'variant_name'),
    [],
  );
  expect(mapping).toHaveLength(3);
  mapping = withField(mapping, 3, 'variant_name');
  expect(mapping.map(({ column }) => column)).toEqual([0, 1, 3]);
});
