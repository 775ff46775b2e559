/**
 * What a till keeps of its own: the sale under way in the session's storage, so that a reload or a
 * change of cashier loses nothing, and parked sales in the browser's, where they outlive the tab.
 */
import type { Id } from '../../api/types';
import { recall, remember } from '../../lib/storage';
import { EMPTY_CART, type Cart } from '../model/cart';
import type { Checkout } from '../model/checkout';

/** Changes when the shapes do; what an older version kept is then forgotten, not misread. */
const VERSION = 1;

interface Kept {
  version: typeof VERSION;
  cart: Cart;
  checkout: Checkout | null;
}

const NOTHING: Kept = { version: VERSION, cart: EMPTY_CART, checkout: null };

function read<T extends { version: number }>(text: string | null, otherwise: T): T {
  try {
    const kept = text ? (JSON.parse(text) as T) : otherwise;
    return kept.version === otherwise.version ? kept : otherwise;
  } catch {
    return otherwise;
  }
}

export function keptTill(registerId: Id): Kept {
  try {
    return read(sessionStorage.getItem(`onetill.till.${registerId}`), NOTHING);
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

/** A sale put aside at this till. */
export interface HeldSale {
  id: Id;
  at: number;
  cart: Cart;
  /** Minor units, as last shown. */
  total: number;
}

export function heldSales(registerId: Id): HeldSale[] {
  return read(recall(`held.${registerId}`), { version: VERSION, sales: [] as HeldSale[] }).sales;
}

export function keepHeldSales(registerId: Id, sales: readonly HeldSale[]): void {
  const text = JSON.stringify({ version: VERSION, sales });
  remember(`held.${registerId}`, sales.length > 0 ? text : null);
}
