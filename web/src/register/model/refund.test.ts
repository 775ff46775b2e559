import { expect, test } from 'vitest';
import type { OrderLine } from '../../api/types';
import { everything, left, ONE, refundInput, step, toggle, worth } from './refund';

const line = (line_no: number, quantity: string, refunded: string, total: number) =>
  ({
    ...{ line_no, quantity, refunded_quantity: refunded },
    total: { amount: total, currency: 'GBP' },
  }) as OrderLine;

const three = line(1, '3', '0', 1_000);
const weighed = line(2, '1.25', '0.5', 500);
const gone = line(3, '1', '1', 300);

test('everything is what has not come back yet', () => {
  expect([...everything([three, weighed, gone])]).toEqual([
    [1, 3_000],
    [2, 750],
  ]);
  expect(left(gone)).toBe(0);
});

test('steps stay within what is left', () => {
  const one = step(new Map(), three, ONE);
  expect(one.get(1)).toBe(1_000);
  expect(step(one, three, 9 * ONE).get(1)).toBe(3_000);
  expect(step(one, three, -ONE).has(1)).toBe(false);
  expect(step(new Map(), weighed, ONE).get(2)).toBe(750);
  expect(step(new Map(), gone, ONE).size).toBe(0);
});

test('a tap takes all of a line or none', () => {
  const all = toggle(new Map(), three);
  expect(all.get(1)).toBe(3_000);
  expect(toggle(all, three).size).toBe(0);
});

test('refunds of single pieces add up to the line', () => {
  const pieces = ['0', '1', '2'].map((before) =>
    worth(new Map([[1, ONE]]), [line(1, '3', before, 1_000)]),
  );
  expect(pieces).toEqual([333, 334, 333]);
  expect(worth(everything([three, weighed]), [three, weighed])).toBe(1_300);
});

test('in the words of the server', () => {
  const form = { id: 'r', registerId: 'till', reason: 'faulty', restock: false };
  expect(
    refundInput({
      ...form,
      choice: new Map([
        [2, 750],
        [1, 1_000],
      ]),
    }),
  ).toEqual({
    id: 'r',
    register_id: 'till',
    reason: 'faulty',
    lines: [
      { line_no: 1, quantity: '1', restock: false },
      { line_no: 2, quantity: '0.75', restock: false },
    ],
  });
});
