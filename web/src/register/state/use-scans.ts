import { useState } from 'react';
import { isProblem } from '../../api/problem';
import { canEditCart } from '../model/checkout';
import { isSoundGtin, looksLikeGtin } from '../model/gtin';
import { articleOf, findCode, lookUpCode } from './catalogue';
import { useTill, type Till } from './till';
import { useScanner } from './use-scanner';

/** What a scan came to when it did not go into the cart; shown until the next one. */
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
  const [notice, setNotice] = useState<ScanNotice | null>(null);

  async function enter(code: string): Promise<boolean> {
    const { catalogue, register, add } = till;
    if (!makeRoom(till)) {
      setNotice({ kind: 'paying', code });
      return false;
    }
    const known = findCode(catalogue.products, code);
    if (known) {
      setNotice(null);
      add(articleOf(known));
      return true;
    }
    try {
      const product = await lookUpCode(register.location_id, code);
      const match = product && findCode([product], code);
      if (match) {
        setNotice(null);
        add(articleOf(match));
        return true;
      }
    } catch (error) {
      if (!isProblem(error)) throw error;
      setNotice({ kind: 'offline', code });
      return false;
    }
    if (RECEIPT.test(code)) {
      setNotice(null);
      onReceipt(code);
      return true;
    }
    setNotice({ kind: looksLikeGtin(code) && !isSoundGtin(code) ? 'misread' : 'unknown', code });
    return false;
  }

  useScanner((code) => {
    if (till.screen === 'refund') onReceipt(code);
    else void enter(code);
  });

  return { notice, dismiss: () => setNotice(null), enter };
}
