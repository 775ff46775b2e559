import { expect, test } from 'vitest';
import { bars, SYMBOLS } from './barcode';

test('an EAN-13 is written as GS1 writes it', () => {
  // The example of the GS1 General Specifications is 95 modules; 5 in front is told by the sets of the left half.
  const { modules, quiet } = bars('5901234123457')!;
  expect(modules).toBe(
    '101' +
      '0001011' +
      '0100111' +
      '0110011' +
      '0010011' +
      '0111101' +
      '0011101' +
      '01010' +
      '1100110' +
      '1101100' +
      '1000010' +
      '1011100' +
      '1001110' +
      '1000100' +
      '101',
  );
  expect(quiet).toBe(11);
});

test('an EAN-8 has 67 modules, a code of the shop is Code 128 with its check symbol', () => {
  expect(bars('96385074')!.modules).toHaveLength(67);
  // Start, four letters, check, stop.
  expect(bars('AB-1')!.modules).toHaveLength(11 * 6 + 13);
  expect(bars('4006381333932')!.modules).toHaveLength(11 * 15 + 13);
  expect(bars('Käse')).toBeNull();
});

test('every symbol of Code 128 has eleven modules and is unlike the others', () => {
  expect(SYMBOLS).toHaveLength(106);
  expect(new Set(SYMBOLS).size).toBe(106);
  for (const symbol of SYMBOLS) {
    expect([...symbol].reduce((sum, width) => sum + Number(width), 0)).toBe(11);
  }
});
