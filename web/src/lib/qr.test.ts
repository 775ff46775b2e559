import { describe, expect, it } from 'vitest';
import { qrCode } from './qr';

const drawn = (text: string) =>
  qrCode(text)?.map((row) => row.map((isDark) => (isDark ? '#' : '.')).join(''));

describe('a QR code', () => {
  // Read back by another program's reader when it was written down.
  it('is that of the specification', () => {
    expect(drawn('R1-000123')).toEqual([
      '#######..#....#######',
      '#.....#....#..#.....#',
      '#.###.#.#..#..#.###.#',
      '#.###.#.###...#.###.#',
      '#.###.#.##..#.#.###.#',
      '#.....#.#..#..#.....#',
      '#######.#.#.#.#######',
      '........#.#..........',
      '#.#####....#..#####..',
      '.##....##.###...#.###',
      '####..#..#..#.##.##..',
      '#.###....####.....#.#',
      '###.#####...####.....',
      '........##..#...##.#.',
      '#######..#.#.###.###.',
      '#.....#.###....#..##.',
      '#.###.#.##.#...#.#..#',
      '#.###.#.#..####.#.#..',
      '#.###.#.#...#.##..#..',
      '#.....#...######..#..',
      '#######.#...#..#.#.#.',
    ]);
  });

  it('grows with its text, up to a size', () => {
    const sizes = [14, 15, 26, 42, 62, 84, 106].map((length) => qrCode('x'.repeat(length))?.length);
    expect(sizes).toEqual([21, 25, 25, 29, 33, 37, 41]);
    expect(qrCode('x'.repeat(107))).toBeNull();
    expect(qrCode('\u00fc'.repeat(7))?.length).toBe(21);
  });
});
