import { useState } from 'react';
import { isProblem } from '../../api/problem';
import type { Cart } from '../model/cart';
import { canEditCart } from '../model/checkout';
import { isSoundGtin, looksLikeGtin } from '../model/gtin';
import { beep } from './beep';
import { articleOf, findCode, lookUpCode } from './catalogue';
import { useTill, type Till } from './till';
import { useScanner } from './use-scanner';

/** What a scan came to when it did not go into the cart. */
export interface ScanNotice {
  kind: 'unknown' | 'misread' | 'offline' | 'paying';
  code: string;
}

/** "R1-000123": what stands on our own receipts. */
const RECEIPT = /^[A-Z]{1,4}\d*-\d{3,}$/i;

/** A sale under way does not take articles; a finished one makes room for the next. */
function makeRoom({ checkout, nextSale }: Till): boolean {
  if (!checkout || canEditCart(checkout)) return true;
  if (checkout.phase.is !== 'done') return false;
  nextSale();
  return true;
}

export interface Scans {
  notice: ScanNotice | null;
  dismiss: () => void;
  /** A code typed by hand counts as one scanned. */
  enter: (code: string) => Promise<boolean>;
}

export function useScans(onReceipt: (number: string) => void): Scans {
  const till = useTill();
  // It is said until something goes into the cart.
  const [said, setSaid] = useState<{ notice: ScanNotice; cart: Cart } | null>(null);

  function refuse(kind: ScanNotice['kind'], code: string): false {
    beep();
    setSaid({ notice: { kind, code }, cart: till.cart });
    return false;
  }

  async function enter(code: string): Promise<boolean> {
    const { catalogue, register, add } = till;
    if (!makeRoom(till)) return refuse('paying', code);
    setSaid(null);
    const known = findCode(catalogue.products, code);
    if (known) {
      add(articleOf(known));
      return true;
    }
    try {
      const product = await lookUpCode(register.location_id, code);
      const match = product && findCode([product], code);
      if (match) {
        add(articleOf(match));
        return true;
      }
    } catch (error) {
      if (!isProblem(error)) throw error;
      return refuse('offline', code);
    }
    if (RECEIPT.test(code)) {
      onReceipt(code);
      return true;
    }
    return refuse(looksLikeGtin(code) && !isSoundGtin(code) ? 'misread' : 'unknown', code);
  }

  useScanner((code) => {
    if (till.screen === 'refund') onReceipt(code);
    else void enter(code);
  });

  // Let go of, not only hidden: the cart after the next sale is the empty one of before.
  if (said && said.cart !== till.cart) setSaid(null);
  const notice = said?.cart === till.cart ? said.notice : null;
  return { notice, dismiss: () => setSaid(null), enter };
}
