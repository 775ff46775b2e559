import type { JournalEntry, Money, Order } from '../../api/types';
import { minus, sum } from '../shared/amounts';

/** One book beside another: the figure it gives, and whether they agree. */
export interface Check {
  book: 'lines' | 'tax' | 'payments' | 'stock' | 'journal';
  /** Stock counts pieces, all others money. */
  figure: Money | null;
  count: number | null;
  agrees: boolean;
}

export function debitOf(entry: JournalEntry, currency: string): Money {
  return sum(
    entry.postings.flatMap(({ debit }) => debit ?? []),
    currency,
  );
}

export function creditOf(entry: JournalEntry, currency: string): Money {
  return sum(
    entry.postings.flatMap(({ credit }) => credit ?? []),
    currency,
  );
}

export function isBalanced(entry: JournalEntry, currency: string): boolean {
  return debitOf(entry, currency).amount === creditOf(entry, currency).amount;
}

/** Money received for good: captured, whatever was given back later. */
export function capturedOf(order: Order): Money {
  return sum(
    order.payments.filter(({ state }) => state === 'captured').map(({ amount }) => amount),
    order.total.currency,
  );
}

/**
 * Adds each book up again from its own rows and holds it against the order. What has not happened
 * yet (an open order has no journal entry) is no disagreement and is left out, and so is the journal
 * for those who may not read it.
 */
export function agreementOf(order: Order, readsBooks = true): Check[] {
  const { currency } = order.total;
  const isDone = order.state === 'completed';
  const lines = sum(
    order.lines.map(({ total }) => total),
    currency,
  );
  const lineTax = sum(
    order.lines.map(({ tax }) => tax),
    currency,
  );
  const componentTax = sum(
    order.taxes.map(({ amount }) => amount),
    currency,
  );
  const checks: Check[] = [
    {
      book: 'lines',
      figure: lines,
      count: null,
      agrees: minus(lines, order.total).amount === 0,
    },
    {
      book: 'tax',
      figure: componentTax,
      count: null,
      agrees:
        componentTax.amount === order.tax.amount &&
        lineTax.amount === order.tax.amount &&
        order.net.amount + order.tax.amount === order.total.amount,
    },
  ];
  if (!isDone) return checks;

  const captured = capturedOf(order);
  const sold = order.movements.filter(({ kind }) => kind === 'sale');
  const cost = -sum(
    sold.flatMap(({ value }) => value ?? []),
    currency,
  ).amount;
  const booked = sum(
    order.entries.filter(({ kind }) => kind === 'sale').map((entry) => debitOf(entry, currency)),
    currency,
  );
  const income = { amount: booked.amount - cost, currency };
  checks.push(
    {
      book: 'payments',
      figure: captured,
      count: null,
      agrees: captured.amount === order.total.amount && order.paid.amount === order.total.amount,
    },
    {
      book: 'stock',
      figure: null,
      count: sold.reduce((total, { quantity }) => total + Number(quantity), 0),
      agrees: sold.every((movement) =>
        order.lines.some(
          (line) =>
            line.variant_id === movement.variant_id &&
            Number(line.quantity) === -Number(movement.quantity),
        ),
      ),
    },
    {
      // The sale's entry books what was paid and, beside it, what the goods had cost.
      book: 'journal',
      figure: income,
      count: null,
      agrees:
        income.amount === order.total.amount &&
        order.entries.every((entry) => isBalanced(entry, currency)),
    },
  );
  return readsBooks ? checks : checks.filter(({ book }) => book !== 'journal');
}
