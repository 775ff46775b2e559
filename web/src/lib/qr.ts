import { encode } from 'uqr';

/** A text as the modules of a QR code, true where dark: error correction M at least, and the quiet zone of four around it (ISO/IEC 18004). */
export function qrCode(text: string): boolean[][] {
  return encode(text, { ecc: 'M', border: 4 }).data;
}
