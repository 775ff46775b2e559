import { expect, test } from 'vitest';
import { isSoundGtin } from './gtin';

test('the check digit tells a clean read from a bad one', () => {
  expect(isSoundGtin('2901000001005')).toBe(true);
  expect(isSoundGtin('2901000001006')).toBe(false);
  expect(isSoundGtin('5012345678900')).toBe(true);
  expect(isSoundGtin('96385074')).toBe(true);
  expect(isSoundGtin('036000291452')).toBe(true);
  expect(isSoundGtin('123')).toBe(false);
  expect(isSoundGtin('KIT-001')).toBe(false);
});
