/** Which lines of an order come back, and what that is worth by the figures of the sale itself. */
import type { Id, OrderLine, Payment, RefundInput } from '../../api/types';
import { formatQuantity, ONE, parseQuantity } from './quantity';

/** Thousandths coming back, by line number; a line that is not in it stays sold. */
export type Choice = ReadonlyMap<number, number>;

function milli(quantity: string): number {
  return parseQuantity(quantity) ?? 0;
}

/** How much of a line has not come back yet. */
export function left(line: OrderLine): number {
  return milli(line.quantity) - milli(line.refunded_quantity);
}

export function everything(lines: readonly OrderLine[]): Choice {
  return new Map(lines.filter((line) => left(line) > 0).map((line) => [line.line_no, left(line)]));
}

/** One piece more or less, within what is left; nothing left takes the line out of the choice. */
export function step(choice: Choice, line: OrderLine, byMilli: number): Choice {
  const next = new Map(choice);
  const wanted = Math.min((choice.get(line.line_no) ?? 0) + byMilli, left(line));
  if (wanted > 0) next.set(line.line_no, wanted);
  else next.delete(line.line_no);
  return next;
}

/** All that is left of the line, or none of it. */
export function toggle(choice: Choice, line: OrderLine): Choice {
  return step(choice, line, choice.has(line.line_no) ? -milli(line.quantity) : left(line));
}

/**
 * What goes back for it: the share of what was paid, so that several refunds of a line add up to it. The
 * server computes its own; this is what the key says before it is pressed.
 */
export function worth(choice: Choice, lines: readonly OrderLine[]): number {
  return lines.reduce((sum, line) => {
    const sold = milli(line.quantity);
    const before = milli(line.refunded_quantity);
    const after = before + (choice.get(line.line_no) ?? 0);
    const share = (quantity: number) => Math.round((line.total.amount * quantity) / sold);
    return sum + share(after) - share(before);
  }, 0);
}

export interface RefundForm {
  id: Id;
  registerId: Id;
  reason: string;
  restock: boolean;
  choice: Choice;
}

export function refundInput({ id, registerId, reason, restock, choice }: RefundForm): RefundInput {
  return {
    id,
    register_id: registerId,
    reason,
    lines: [...choice]
      .sort(([a], [b]) => a - b)
      .map(([line_no, quantityMilli]) => ({
        ...{ line_no, restock },
        quantity: formatQuantity(quantityMilli),
      })),
  };
}

/** Where money can still go back to. */
export function refundable(payments: readonly Payment[]): Payment[] {
  return payments.filter(
    ({ state, amount, refunded }) => state === 'captured' && amount.amount > refunded.amount,
  );
}

export { ONE };
