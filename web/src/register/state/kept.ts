/**
 * The sale under way, kept in the session's storage: a reload or a change of cashier loses nothing, and
 * each tab is a till of its own.
 */
import type { Id } from '../../api/types';
import { EMPTY_CART, type Cart } from '../model/cart';
import type { Checkout } from '../model/checkout';

/** Changes when the shapes do; what an older version kept is then forgotten, not misread. */
const VERSION = 5;

interface Kept {
  version: typeof VERSION;
  cart: Cart;
  checkout: Checkout | null;
}

const NOTHING: Kept = { version: VERSION, cart: EMPTY_CART, checkout: null };

export function keptTill(registerId: Id): Kept {
  try {
    const text = sessionStorage.getItem(`onetill.till.${registerId}`);
    const kept = text ? (JSON.parse(text) as Kept) : NOTHING;
    return kept.version === VERSION ? kept : NOTHING;
  } catch {
    return NOTHING;
  }
}

export function keepTill(registerId: Id, change: Partial<Omit<Kept, 'version'>>): void {
  try {
    const kept = { ...keptTill(registerId), ...change };
    sessionStorage.setItem(`onetill.till.${registerId}`, JSON.stringify(kept));
  } catch {
    // Storage is off or full: a reload then begins anew, and frozen orders are found on the server.
  }
}
