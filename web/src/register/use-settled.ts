import { useEffect, useState } from 'react';

/** The second tap of a double tap, the second Enter of two, come within this. */
const DOUBLE_MS = 600;

/**
 * False for a moment after a screen has appeared: a key pressed twice on the one before must not act on
 * this one.
 */
export function useSettled(): boolean {
  const [isSettled, setSettled] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(true), DOUBLE_MS);
    return () => clearTimeout(timer);
  }, []);
  return isSettled;
}
