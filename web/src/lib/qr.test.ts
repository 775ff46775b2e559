import jsQR from 'jsqr';
import { describe, expect, it } from 'vitest';
import { qrCode } from './qr';

/** What another program's reader sees in it, drawn with so many dots a module. */
function read(text: string): string | undefined {
  const dots = 4;
  const rows = qrCode(text);
  const size = rows.length * dots;
  const picture = new Uint8ClampedArray(size * size * 4);
  for (let y = 0; y < size; y += 1) {
    for (let x = 0; x < size; x += 1) {
      const ink = rows[Math.floor(y / dots)]![Math.floor(x / dots)] ? 0 : 255;
      picture.set([ink, ink, ink, 255], (y * size + x) * 4);
    }
  }
  return jsQR(picture, size, size)?.data;
}

describe('a QR code', () => {
  it('is read back as the text it was made of', () => {
    for (const text of [
      ...['R1-000123', 'x'.repeat(106), 'x'.repeat(107), 'Bäckerei Süß'],
      'https://shop.example/receipts/R1-000123?copy=1',
    ]) {
      expect(read(text)).toBe(text);
    }
  });

  it('grows with its text, in light of four modules', () => {
    const sizes = [14, 15, 26, 42, 62, 84, 106].map((length) => qrCode('x'.repeat(length)).length);
    expect(sizes).toEqual([21, 25, 25, 29, 33, 37, 41].map((side) => side + 8));
    expect(qrCode('\u00fc'.repeat(7)).length).toBe(21 + 8);
    expect(
      qrCode('R1')
        .slice(0, 4)
        .flat()
        .some((isDark) => isDark),
    ).toBe(false);
  });
});
