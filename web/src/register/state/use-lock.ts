/** A till that is left alone asks for a PIN again. What was under way is found as it was left. */
import { useEffect, useSyncExternalStore } from 'react';
import { useSignOut } from '../../api/session';
import { recall, remember } from '../../lib/storage';

/** Minutes to choose from; 0 never. It is this device's choice: a till in a back room is not one at the door. */
export const LOCK_MINUTES = [0, 1, 5, 15] as const;
export type LockMinutes = (typeof LOCK_MINUTES)[number];

const USUAL: LockMinutes = 15;
const TOUCHES = ['pointerdown', 'keydown', 'wheel'] as const;

const watchers = new Set<() => void>();

function current(): LockMinutes {
  const kept = recall('lock-minutes');
  return LOCK_MINUTES.find((minutes) => String(minutes) === kept) ?? USUAL;
}

export function setLockMinutes(minutes: LockMinutes): void {
  remember('lock-minutes', String(minutes));
  watchers.forEach((changed) => changed());
}

export function useLockMinutes(): LockMinutes {
  return useSyncExternalStore((changed) => {
    watchers.add(changed);
    return () => watchers.delete(changed);
  }, current);
}

/** Signs out when nobody has touched the till for so long, unless a sale's payment is under way. */
export function useLock(isPaying: boolean): void {
  const minutes = useLockMinutes();
  const { mutate: signOut } = useSignOut();
  useEffect(() => {
    if (minutes === 0 || isPaying) return;
    let timer = 0;
    const restart = () => {
      window.clearTimeout(timer);
      // Where the server is away, the next time comes.
      const lock = () => signOut(undefined, { onError: restart });
      timer = window.setTimeout(lock, minutes * 60_000);
    };
    restart();
    for (const touch of TOUCHES)
      window.addEventListener(touch, restart, { capture: true, passive: true });
    return () => {
      window.clearTimeout(timer);
      for (const touch of TOUCHES) window.removeEventListener(touch, restart, { capture: true });
    };
  }, [minutes, isPaying, signOut]);
}
