/**
 * Sales put aside at a register, kept in the browser's storage, where they outlive the tab. Several tabs
 * may show one register: each change begins with what is stored, and is heard by the others.
 */
import type { Id } from '../../api/types';
import { recall, remember } from '../../lib/storage';
import type { Cart } from '../model/cart';

export interface HeldSale {
  id: Id;
  at: number;
  cart: Cart;
  /** Minor units, as last shown. */
  total: number;
}

/** Changes when the shape does; what an older version kept is then forgotten, not misread. */
const VERSION = 1;

export class HeldSales {
  readonly #name: string;
  readonly #watchers = new Set<() => void>();
  #text: string | null = null;
  #sales: readonly HeldSale[] = [];

  constructor(registerId: Id) {
    this.#name = `held.${registerId}`;
  }

  readonly get = (): readonly HeldSale[] => {
    const text = recall(this.#name);
    if (text !== this.#text) {
      this.#text = text;
      this.#sales = parse(text);
    }
    return this.#sales;
  };

  readonly watch = (changed: () => void): (() => void) => {
    this.#watchers.add(changed);
    window.addEventListener('storage', changed);
    return () => {
      this.#watchers.delete(changed);
      window.removeEventListener('storage', changed);
    };
  };

  put(sale: HeldSale): void {
    this.#keep([...this.get(), sale]);
  }

  /** The sale, which is then nobody else's; null when another tab was quicker. */
  take(id: Id): HeldSale | null {
    const sale = this.get().find((each) => each.id === id) ?? null;
    this.#keep(this.get().filter((each) => each.id !== id));
    return sale;
  }

  #keep(sales: readonly HeldSale[]): void {
    remember(this.#name, sales.length > 0 ? JSON.stringify({ version: VERSION, sales }) : null);
    this.#watchers.forEach((changed) => changed());
  }
}

function parse(text: string | null): readonly HeldSale[] {
  try {
    const kept = text ? (JSON.parse(text) as { version: number; sales: HeldSale[] }) : null;
    return kept?.version === VERSION ? kept.sales : [];
  } catch {
    return [];
  }
}
