/** GTIN-8, -12 (UPC-A), -13 (EAN) and -14 by their last digit, as GS1 counts it. */

const LENGTHS = [8, 12, 13, 14];

/** The digit that follows these: weights 3 and 1 in turn from the right. */
export function checkDigit(digits: string): string {
  const sum = [...digits]
    .reverse()
    .reduce((total, digit, index) => total + Number(digit) * (index % 2 === 0 ? 3 : 1), 0);
  return String((10 - (sum % 10)) % 10);
}

export type GtinAdvice =
  /** No number of that system; a barcode of the shop's own may be anything. */
  | { kind: 'own' }
  | { kind: 'right' }
  /** All but the last digit is there. */
  | { kind: 'missing'; gtin: string; digit: string }
  | { kind: 'wrong'; gtin: string; digit: string };

/** What to say about a barcode as it is typed. */
export function adviseGtin(barcode: string): GtinAdvice {
  if (!/^\d+$/.test(barcode)) return { kind: 'own' };
  const body = barcode.slice(0, -1);
  const isWhole = LENGTHS.includes(barcode.length);
  if (isWhole && checkDigit(body) === barcode.at(-1)) return { kind: 'right' };
  // Twelve digits are a UPC with its check digit, or an EAN without: the more common EAN is meant.
  if (LENGTHS.includes(barcode.length + 1) && barcode.length !== 13) {
    const digit = checkDigit(barcode);
    return { kind: 'missing', gtin: barcode + digit, digit };
  }
  if (isWhole) {
    const digit = checkDigit(body);
    return { kind: 'wrong', gtin: body + digit, digit };
  }
  return { kind: 'own' };
}
