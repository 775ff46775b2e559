import { expect, test } from 'vitest';
import { formatQuantity, parseQuantity } from './quantity';

test('quantities are read as thousandths', () => {
  expect(parseQuantity('2')).toBe(2_000);
  expect(parseQuantity('1.25')).toBe(1_250);
  expect(parseQuantity('1,255')).toBe(1_255);
  expect(parseQuantity('.5')).toBe(500);
  expect(parseQuantity('')).toBeNull();
  expect(parseQuantity('.')).toBeNull();
  expect(parseQuantity('1.2345')).toBeNull();
  expect(parseQuantity('-1')).toBeNull();
});

test('quantities are written without trailing zeros', () => {
  expect(formatQuantity(2_000)).toBe('2');
  expect(formatQuantity(1_250)).toBe('1.25');
  expect(formatQuantity(5)).toBe('0.005');
  expect(formatQuantity(-1_500)).toBe('-1.5');
  expect(formatQuantity(10_000)).toBe('10');
});
