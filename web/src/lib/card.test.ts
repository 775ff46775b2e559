import { expect, test } from 'vitest';
import { cardName } from './card';

test('a card is named by its brand and its last four digits', () => {
  expect(cardName('visa 4242')).toBe('Visa •••• 4242');
  expect(cardName('american express 0005')).toBe('American express •••• 0005');
  expect(cardName('4242')).toBe('•••• 4242');
  expect(cardName('girocard')).toBe('girocard');
});
