import { useRef } from 'react';
import { uuidv7 } from '../../lib/uuid';

/**
 * One idempotency key for one thing a person wants: the same body sent again, after a silence, goes
 * with the same key; a changed one is another wish.
 */
export function useIntentKey(): (body: unknown) => string {
  const last = useRef({ text: '', key: '' });
  return (body) => {
    const text = JSON.stringify(body);
    if (text !== last.current.text) last.current = { text, key: uuidv7() };
    return last.current.key;
  };
}
