import { expect, test } from 'vitest';
import { quickCash } from './quick-cash';

test('the next notes up, in pounds', () => {
  expect(quickCash(907, 'GBP')).toEqual([1_000, 2_000, 5_000]);
  expect(quickCash(2_340, 'GBP')).toEqual([2_500, 3_000, 4_000]);
  expect(quickCash(6_720, 'GBP')).toEqual([7_000, 8_000, 10_000]);
  expect(quickCash(240, 'GBP')).toEqual([500, 1_000, 2_000]);
});

test('a sum that is a note itself is "exact" and not offered twice', () => {
  expect(quickCash(1_000, 'GBP')).toEqual([2_000, 5_000]);
  expect(quickCash(5_000, 'GBP')).toEqual([6_000]);
});

test('other currencies have their own notes and decimals', () => {
  expect(quickCash(1_280, 'JPY')).toEqual([2_000, 5_000, 10_000]);
  expect(quickCash(4_735, 'EUR')).toEqual([5_000, 6_000, 10_000]);
  expect(quickCash(12_500, 'KWD')).toEqual([13_000, 14_000, 15_000]);
});

test('nothing is due', () => {
  expect(quickCash(0, 'GBP')).toEqual([]);
});
