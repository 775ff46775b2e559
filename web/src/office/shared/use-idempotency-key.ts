import { useState } from 'react';
import { uuidv7 } from '../../lib/uuid';

/**
 * The key of the one thing that a form is there to do. Pressing again after an answer was lost does
 * not do it twice; the server forgets what it refused, so a mended form may use it too.
 */
export function useIdempotencyKey(): string {
  const [key] = useState(uuidv7);
  return key;
}
