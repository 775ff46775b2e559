/** How a past sale is looked for: by what the customer brings. */
import type { BusinessDate, Customer, QueryOf } from '../../api/types';
import { parseMoney } from '../../lib/money';

export const WAYS = ['receipt', 'card', 'serial', 'customer'] as const;
export type Way = (typeof WAYS)[number];

export interface Search {
  way: Way;
  text: string;
  customer: Pick<Customer, 'id' | 'name'> | null;
  /** Of a card's payment. */
  day: BusinessDate | null;
  /** What it came to, as typed. */
  amount: string;
}

export const LATEST: Search = { way: 'receipt', text: '', customer: null, day: null, amount: '' };

/** "R1-000123": what stands on our own receipts. */
export const RECEIPT = /^[A-Z]{1,4}\d*-\d{3,}$/i;

/**
 * A code read while a past sale is looked for: that of a receipt, or the serial number of a piece. Some serial
 * numbers look like those of receipts: whoever looks for a piece means one.
 */
export function searchOfScan(code: string, way: Way): Search {
  const isReceipt = way !== 'serial' && RECEIPT.test(code);
  return { ...LATEST, way: isReceipt ? 'receipt' : 'serial', text: code };
}

/**
 * What the server is asked; null as long as that is not enough to find one customer's sale. A telephone that pays has other
 * digits than its card: then the day and the amount find it.
 */
export function filterOf(
  { way, text, customer, day, amount }: Search,
  currency: string,
): QueryOf<'/v1/orders'> | null {
  const asked = text.trim();
  switch (way) {
    case 'receipt':
      return asked ? { search: asked } : {};
    case 'card': {
      const money = amount.trim() ? parseMoney(amount, currency) : undefined;
      const isEnough = /^\d{4}$/.test(asked) || (asked === '' && money && day);
      if (money === null || !isEnough) return null;
      return {
        ...(asked && { card: asked }),
        ...(money && { amount: money.amount }),
        ...(asked === '' && { tender: 'card' }),
        ...(day && { from: day, to: day }),
      };
    }
    case 'serial':
      return asked ? { serial: asked } : null;
    case 'customer':
      return customer ? { customer_id: customer.id } : null;
  }
}
