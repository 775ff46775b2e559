/** Barcodes as bars: EAN-13 and EAN-8 where the code is one, Code 128 for everything else. */
import { checkDigit } from '../shared/gtin';

/** A barcode as modules, 1 for black. */
export interface Bars {
  modules: string;
  /** Blank modules that must stand before and behind. */
  quiet: number;
}

/** GS1 General Specifications, section 5.2.1: number set A; B and C follow from it. */
const SET_A = [
  ...['0001101', '0011001', '0010011', '0111101', '0100011'],
  ...['0110001', '0101111', '0111011', '0110111', '0001011'],
];
const setC = (digit: string) =>
  [...SET_A[Number(digit)]!].map((bit) => (bit === '0' ? '1' : '0')).join('');
const setB = (digit: string) => [...setC(digit)].reverse().join('');
const setA = (digit: string) => SET_A[Number(digit)]!;
/** Which sets the first half of an EAN-13 is written in tells its first digit. */
const FIRST = [
  ...['AAAAAA', 'AABABB', 'AABBAB', 'AABBBA', 'ABAABB'],
  ...['ABBAAB', 'ABBBAA', 'ABABAB', 'ABABBA', 'ABBABA'],
];

/** The widths of bars and spaces of each symbol of Code 128 (ISO/IEC 15417). */
const CODE_128 =
  '212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 122132 122231 113222 ' +
  '123122 123221 223211 221132 221231 213212 223112 312131 311222 321122 321221 312212 322112 322211 212123 212321 ' +
  '232121 111323 131123 131321 112313 132113 132311 211313 231113 231311 112133 112331 132131 113123 113321 133121 ' +
  '313121 211331 231131 213113 213311 213131 311123 311321 331121 312113 312311 332111 314111 221411 431111 111224 ' +
  '111422 121124 121421 141122 141221 112214 112412 122114 122411 142112 142211 241211 221114 413111 241112 134111 ' +
  '111242 121142 121241 114212 124112 124211 411212 421112 421211 212141 214121 412121 111143 111341 131141 114113 ' +
  '114311 411113 411311 113141 114131 311141 411131 211412 211214 211232';
export const SYMBOLS: readonly string[] = CODE_128.split(' ');
const START_B = 104;
const STOP = '2331112';

function isGtin(code: string, length: number): boolean {
  return (
    code.length === length && /^\d+$/.test(code) && checkDigit(code.slice(0, -1)) === code.at(-1)
  );
}

/** The bars of a code; null where it has a letter that no barcode holds. */
export function bars(code: string): Bars | null {
  if (isGtin(code, 13)) return { modules: ean13(code), quiet: 11 };
  if (isGtin(code, 8)) return { modules: ean8(code), quiet: 7 };
  return /^[ -~]{1,48}$/.test(code) ? { modules: code128(code), quiet: 10 } : null;
}

function ean13(code: string): string {
  const sets = FIRST[Number(code[0])]!;
  const left = [...code.slice(1, 7)].map((digit, at) =>
    sets[at] === 'A' ? setA(digit) : setB(digit),
  );
  const right = [...code.slice(7)].map(setC);
  return `101${left.join('')}01010${right.join('')}101`;
}

function ean8(code: string): string {
  const [left, right] = [[...code.slice(0, 4)].map(setA), [...code.slice(4)].map(setC)];
  return `101${left.join('')}01010${right.join('')}101`;
}

function code128(text: string): string {
  const values = [...text].map((letter) => letter.charCodeAt(0) - 32);
  const sum = values.reduce((total, value, at) => total + value * (at + 1), START_B);
  const widths = [START_B, ...values, sum % 103].map((value) => SYMBOLS[value]!).join('') + STOP;
  return [...widths].map((width, at) => (at % 2 === 0 ? '1' : '0').repeat(Number(width))).join('');
}
