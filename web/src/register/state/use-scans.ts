import { useState } from 'react';
import { api, call } from '../../api/client';
import { isProblem } from '../../api/problem';
import type { Answers, Cart } from '../model/cart';
import { canEditCart } from '../model/checkout';
import { RECEIPT } from '../model/find-order';
import { isSoundGtin, looksLikeGtin } from '../model/gtin';
import { beep } from './beep';
import { articleOf, findCode, lookUpCode, type Match } from './catalogue';
import { useTill, type Till } from './till';
import { useScanner } from './use-scanner';

/** What a scan came to when it did not go into the cart. */
export interface ScanNotice {
  kind: 'unknown' | 'misread' | 'offline' | 'paying';
  code: string;
}

/** A sale whose money is under way takes no articles; a finished one makes room for the next. */
function canTake({ flow }: Till): boolean {
  const checkout = flow.get();
  return !checkout || canEditCart(checkout) || checkout.phase.is === 'done';
}

/** Whether a code is that of a promotion; whether it holds the quote of the cart says. */
async function isCoupon(registerId: string, code: string): Promise<boolean> {
  if (!/^[A-Z0-9-]{3,40}$/i.test(code) || RECEIPT.test(code)) return false;
  try {
    const body = { register_id: registerId, lines: [], coupons: [code] };
    await call(api.POST('/v1/quotes', { body }));
    return true;
  } catch (error) {
    return isProblem(error) && error.code.startsWith('coupon_') && error.code !== 'coupon_unknown';
  }
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
    const { catalogue, register, flow, nextSale } = till;
    // Asked again when the server has answered: the till may be elsewhere by then.
    const add = (match: Match, answers: Answers = {}) => {
      if (!canTake(till)) return refuse('paying', code);
      if (flow.get()?.phase.is === 'done') nextSale();
      till.add(articleOf(match), answers);
      return true;
    };
    if (!canTake(till)) return refuse('paying', code);
    setSaid(null);
    const known = findCode(catalogue.products, code);
    if (known) return add(known);
    try {
      const scan = await lookUpCode(register.location_id, code);
      if (scan) return add(scan.match, scan.answers);
    } catch (error) {
      if (!isProblem(error)) throw error;
      return refuse('offline', code);
    }
    if (await isCoupon(register.id, code)) {
      till.dispatch({ type: 'add-coupon', code });
      return true;
    }
    if (RECEIPT.test(code)) {
      if (flow.get()?.phase.is === 'done') nextSale();
      onReceipt(code);
      return true;
    }
    return refuse(looksLikeGtin(code) && !isSoundGtin(code) ? 'misread' : 'unknown', code);
  }

  useScanner((code) => {
    if (till.question === 'serial') {
      till.answer({ serial: code });
    } else if (till.screen === 'refund') onReceipt(code);
    else void enter(code);
  });

  // Let go of, not only hidden: the cart after the next sale is the empty one of before.
  if (said && said.cart !== till.cart) setSaid(null);
  const notice = said?.cart === till.cart ? said.notice : null;
  return { notice, dismiss: () => setSaid(null), enter };
}
