import { expect, test } from 'vitest';
import type { Category } from '../../api/types';
import { treeOf } from './tree';

const category = (id: string, parent_id: string | null): Category => ({
  ...{ id, name: id, parent_id, position: 1, product_count: 0, icon_url: null },
});

test('each category is followed by those that belong to it, in their order', () => {
  const nodes = treeOf([
    category('food', null),
    category('tea', 'drinks'),
    category('drinks', null),
    category('green', 'tea'),
    category('coffee', 'drinks'),
  ]);
  const drawn = nodes.map(({ category, depth, place }) => `${depth} ${place} ${category.id}`);
  expect(drawn).toEqual(['0 1 food', '0 2 drinks', '1 1 tea', '2 1 green', '1 2 coffee']);
  expect([...nodes[1]!.below]).toEqual(['tea', 'green', 'coffee']);
  expect(nodes.filter(({ isLast }) => isLast).map(({ category }) => category.id)).toEqual([
    ...['drinks', 'green', 'coffee'],
  ]);
});
