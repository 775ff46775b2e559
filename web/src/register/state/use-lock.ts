/** A till that is left alone asks for a PIN again. What was under way is found as it was left. */
import { useEffect, useState } from 'react';
import { useSignOut } from '../../api/session';
import { recall, remember } from '../../lib/storage';

/** Minutes to choose from; 0 never. It is this device's choice: a till in a back room is not one at the door. */
export const LOCK_MINUTES = [0, 1, 5, 15] as const;
export type LockMinutes = (typeof LOCK_MINUTES)[number];

const KEY = 'lock-minutes';
const USUAL: LockMinutes = 15;
const TOUCHES = ['pointerdown', 'keydown', 'wheel'] as const;
/** Told to this window's own listeners: storage events only reach other windows. */
const CHANGED = 'onetill:lock-minutes';

function chosen(): LockMinutes {
  const kept = recall(KEY);
  return LOCK_MINUTES.find((minutes) => String(minutes) === kept) ?? USUAL;
}

export function useLockMinutes(): [LockMinutes, (minutes: LockMinutes) => void] {
  const [minutes, setMinutes] = useState(chosen);
  useEffect(() => {
    const read = () => setMinutes(chosen());
    window.addEventListener(CHANGED, read);
    return () => window.removeEventListener(CHANGED, read);
  }, []);
  return [
    minutes,
    (next) => {
      remember(KEY, String(next));
      window.dispatchEvent(new Event(CHANGED));
    },
  ];
}

/** Signs out when nobody has touched the till for so long, unless somebody waits for an answer at it. */
export function useLock(isWaiting: boolean): void {
  const [minutes] = useLockMinutes();
  const { mutate: signOut } = useSignOut();
  useEffect(() => {
    if (minutes === 0 || isWaiting) return;
    let timer = 0;
    const restart = () => {
      window.clearTimeout(timer);
      timer = window.setTimeout(() => signOut(), minutes * 60_000);
    };
    restart();
    for (const touch of TOUCHES)
      window.addEventListener(touch, restart, { capture: true, passive: true });
    return () => {
      window.clearTimeout(timer);
      for (const touch of TOUCHES) window.removeEventListener(touch, restart, { capture: true });
    };
  }, [minutes, isWaiting, signOut]);
}
