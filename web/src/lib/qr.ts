/**
 * A text as a QR code (ISO/IEC 18004): bytes, versions 1 to 6, error correction M. Enough for a receipt's number or a
 * web address of some length; null where a text is too long.
 */

/** Of each version from 1: blocks, data bytes and check bytes of each (ISO/IEC 18004, table 9). All blocks are alike. */
const VERSIONS = [
  { blocks: 1, data: 16, check: 10 },
  { blocks: 1, data: 28, check: 16 },
  { blocks: 1, data: 44, check: 26 },
  { blocks: 2, data: 32, check: 18 },
  { blocks: 2, data: 43, check: 24 },
  { blocks: 4, data: 27, check: 16 },
] as const;

/** Multiplies in the field of 256 elements that the code's polynomial x^8 + x^4 + x^3 + x^2 + 1 makes. */
function times(a: number, b: number): number {
  let product = 0;
  for (let bit = 7; bit >= 0; bit -= 1) {
    product = (product << 1) ^ (product & 0x80 ? 0x11d : 0);
    if ((b >> bit) & 1) product ^= a;
  }
  return product & 0xff;
}

/** The generator polynomial of so many check bytes, without its first coefficient. */
function generator(degree: number): number[] {
  const result = Array.from({ length: degree }, () => 0);
  result[degree - 1] = 1;
  let root = 1;
  for (let step = 0; step < degree; step += 1) {
    for (let at = 0; at < degree; at += 1) {
      result[at] = times(result[at]!, root) ^ (result[at + 1] ?? 0);
    }
    root = times(root, 2);
  }
  return result;
}

function checkBytes(data: readonly number[], degree: number): number[] {
  const divisor = generator(degree);
  const rest = Array.from({ length: degree }, () => 0);
  for (const byte of data) {
    const factor = byte ^ rest.shift()!;
    rest.push(0);
    divisor.forEach((coefficient, at) => (rest[at]! ^= times(coefficient, factor)));
  }
  return rest;
}

/** All bytes of the symbol in their order: the data of the blocks in turns, then their check bytes likewise. */
function codewords(bytes: Uint8Array, version: number): number[] {
  const { blocks, data, check } = VERSIONS[version - 1]!;
  const bits = [0, 1, 0, 0];
  const push = (value: number, length: number) => {
    for (let bit = length - 1; bit >= 0; bit -= 1) bits.push((value >> bit) & 1);
  };
  push(bytes.length, 8);
  for (const byte of bytes) push(byte, 8);
  push(0, Math.min(4, blocks * data * 8 - bits.length));
  const all: number[] = [];
  for (let at = 0; at < bits.length; at += 8) {
    all.push(bits.slice(at, at + 8).reduce((byte, bit, n) => byte | (bit << (7 - n)), 0));
  }
  for (let pad = 0xec; all.length < blocks * data; pad ^= 0xec ^ 0x11) all.push(pad);
  const parts = Array.from({ length: blocks }, (_, n) => all.slice(n * data, (n + 1) * data));
  const checks = parts.map((part) => checkBytes(part, check));
  const inTurns = (of: number[][], length: number) =>
    Array.from({ length }, (_, at) => of.map((part) => part[at]!)).flat();
  return [...inTurns(parts, data), ...inTurns(checks, check)];
}

/** Dark or light, and which places belong to patterns that every symbol has. */
class Field {
  readonly dark: boolean[][];
  readonly fixed: boolean[][];

  constructor(readonly size: number) {
    const empty = () =>
      Array.from({ length: size }, () => Array.from({ length: size }, () => false));
    this.dark = empty();
    this.fixed = empty();
  }

  set(x: number, y: number, isDark: boolean): void {
    if (x < 0 || y < 0 || x >= this.size || y >= this.size) return;
    this.dark[y]![x] = isDark;
    this.fixed[y]![x] = true;
  }
}

function patterns(field: Field, version: number): void {
  const { size } = field;
  for (let at = 0; at < size; at += 1) {
    field.set(6, at, at % 2 === 0);
    field.set(at, 6, at % 2 === 0);
  }
  const square = (x: number, y: number, reach: number, isDark: (ring: number) => boolean) => {
    for (let dy = -reach; dy <= reach; dy += 1) {
      for (let dx = -reach; dx <= reach; dx += 1) {
        field.set(x + dx, y + dy, isDark(Math.max(Math.abs(dx), Math.abs(dy))));
      }
    }
  };
  for (const [x, y] of [
    [3, 3],
    [size - 4, 3],
    [3, size - 4],
  ] as const) {
    square(x, y, 4, (ring) => ring !== 2 && ring !== 4);
  }
  if (version > 1) square(size - 7, size - 7, 2, (ring) => ring !== 1);
}

/** Fifteen bits that name the error correction, M, and the mask (ISO/IEC 18004, annex C), at both of their places. */
function format(field: Field, mask: number): void {
  let rest = mask;
  for (let step = 0; step < 10; step += 1) rest = (rest << 1) ^ ((rest >> 9) * 0x537);
  const bits = ((mask << 10) | rest) ^ 0x5412;
  const { size } = field;
  const bit = (n: number) => ((bits >> n) & 1) === 1;
  for (let n = 0; n < 15; n += 1) {
    if (n < 6) field.set(8, n, bit(n));
    else if (n < 8) field.set(8, n + 1, bit(n));
    else if (n === 8) field.set(7, 8, bit(n));
    else field.set(14 - n, 8, bit(n));
    if (n < 8) field.set(size - 1 - n, 8, bit(n));
    else field.set(8, size - 15 + n, bit(n));
  }
  field.set(8, size - 8, true);
}

const MASKS: readonly ((x: number, y: number) => boolean)[] = [
  (x, y) => (x + y) % 2 === 0,
  (_, y) => y % 2 === 0,
  (x) => x % 3 === 0,
  (x, y) => (x + y) % 3 === 0,
  (x, y) => (Math.floor(x / 3) + Math.floor(y / 2)) % 2 === 0,
  (x, y) => ((x * y) % 2) + ((x * y) % 3) === 0,
  (x, y) => (((x * y) % 2) + ((x * y) % 3)) % 2 === 0,
  (x, y) => (((x + y) % 2) + ((x * y) % 3)) % 2 === 0,
];

/** The bits go up and down in columns of two, from the right, around what every symbol has. */
function fill(field: Field, words: readonly number[], mask: number): void {
  const { size } = field;
  let at = 0;
  for (let right = size - 1; right >= 1; right -= 2) {
    if (right === 6) right = 5;
    const isUp = ((right + 1) & 2) === 0;
    for (let step = 0; step < size; step += 1) {
      const y = isUp ? size - 1 - step : step;
      for (const x of [right, right - 1]) {
        if (field.fixed[y]![x]) continue;
        const bit = ((words[at >> 3] ?? 0) >> (7 - (at & 7))) & 1;
        field.dark[y]![x] = (bit === 1) !== MASKS[mask]!(x, y);
        at += 1;
      }
    }
  }
}

/** How hard a symbol is to read, by the first two and the last rule of ISO/IEC 18004, section 7.8.3. */
function penalty({ dark, size }: Field): number {
  let sum = 0;
  let count = 0;
  for (let line = 0; line < size; line += 1) {
    for (const at of [(n: number) => dark[line]![n]!, (n: number) => dark[n]![line]!]) {
      let run = 1;
      for (let n = 1; n <= size; n += 1) {
        if (n < size && at(n) === at(n - 1)) run += 1;
        else {
          if (run >= 5) sum += run - 2;
          run = 1;
        }
      }
    }
    for (let x = 0; x < size; x += 1) {
      if (dark[line]![x]) count += 1;
      const isBlock = [dark[line]![x + 1], dark[line + 1]?.[x], dark[line + 1]?.[x + 1]];
      if (isBlock.every((other) => other === dark[line]![x])) sum += 3;
    }
  }
  return sum + Math.floor(Math.abs((count * 100) / (size * size) - 50) / 5) * 10;
}

/** The rows of the symbol, true where it is dark; null where the text is too long for one. */
export function qrCode(text: string): boolean[][] | null {
  const bytes = new TextEncoder().encode(text);
  const found = VERSIONS.findIndex(({ blocks, data }) => bytes.length + 2 <= blocks * data);
  if (found < 0) return null;
  const version = found + 1;
  const words = codewords(bytes, version);
  const symbols = MASKS.map((_, mask) => {
    const field = new Field(17 + 4 * version);
    patterns(field, version);
    format(field, mask);
    fill(field, words, mask);
    return field;
  });
  return symbols.reduce((best, one) => (penalty(one) < penalty(best) ? one : best)).dark;
}
