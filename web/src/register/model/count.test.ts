import { describe, expect, it } from 'vitest';
import { counted, countInput, NOTHING_COUNTED, setPieces } from './count';
import { denominations } from './denominations';

describe('a drawer counted by coin and note', () => {
  it('adds up, and forgets what was taken back', () => {
    let pieces = setPieces(NOTHING_COUNTED.pieces, 2_000, 3);
    pieces = setPieces(pieces, 5, 7);
    pieces = setPieces(pieces, 5_000, 1);
    pieces = setPieces(pieces, 5_000, 0);
    const count = { ...NOTHING_COUNTED, pieces };
    expect(counted(count)).toBe(6_035);
    expect(countInput(count, 'GBP')).toEqual({
      counts: [
        { value: { amount: 2_000, currency: 'GBP' }, pieces: 3 },
        { value: { amount: 5, currency: 'GBP' }, pieces: 7 },
      ],
    });
  });

  it('is one sum where nobody wants to say more', () => {
    const count = { ...NOTHING_COUNTED, by: 'sum' as const, sum: 12_345 };
    expect(counted(count)).toBe(12_345);
    expect(countInput(count, 'GBP')).toEqual({ counted: { amount: 12_345, currency: 'GBP' } });
  });

  it('is an empty drawer when nothing is in it', () => {
    expect(countInput(NOTHING_COUNTED, 'GBP')).toEqual({ counts: [] });
  });
});

describe('coins and notes', () => {
  it('are those of the currency, in minor units, the largest first', () => {
    expect(denominations('GBP')).toEqual([5_000, 2_000, 1_000, 500, 200, 100, 50, 20, 10, 5, 2, 1]);
    expect(denominations('JPY').slice(0, 5)).toEqual([10_000, 5_000, 2_000, 1_000, 500]);
    expect(denominations('CHF').at(-1)).toBe(5);
  });

  it('of a currency nobody listed go in steps of one, two and five', () => {
    expect(denominations('KWD').slice(0, 2)).toEqual([500_000, 200_000]);
    expect(denominations('KWD').at(-1)).toBe(1);
  });
});
