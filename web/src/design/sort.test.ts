import { expect, test } from 'vitest';
import { directionOf, nextSort } from './sort';

test('a heading sorts by the largest, the smallest, and not at all', () => {
  expect(nextSort('total', undefined)).toBe('-total');
  expect(nextSort('total', '-total')).toBe('total');
  expect(nextSort('total', 'total')).toBeNull();
  expect(nextSort('total', '-happened_at')).toBe('-total');
});

test('only the column that sorts has a direction', () => {
  expect(directionOf('total', '-total')).toBe('desc');
  expect(directionOf('total', 'total')).toBe('asc');
  expect(directionOf('total', 'total_tax')).toBeNull();
  expect(directionOf(undefined, 'total')).toBeNull();
});
