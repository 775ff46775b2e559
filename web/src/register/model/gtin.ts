/**
 * Whether a row of digits is a sound GTIN (EAN-8, UPC-A, EAN-13, ITF-14) by its last, the check digit.
 * A code of that length that fails was not read cleanly, which calls for another scan, not a search.
 */
export function isSoundGtin(code: string): boolean {
  if (!looksLikeGtin(code)) return false;
  const digits = [...code].map(Number).reverse();
  const sum = digits.reduce((total, digit, place) => total + digit * (place % 2 === 1 ? 3 : 1), 0);
  return sum % 10 === 0;
}

/** Only digits, and as many of them as a GTIN has. */
export function looksLikeGtin(code: string): boolean {
  return /^(\d{8}|\d{12,14})$/.test(code);
}
