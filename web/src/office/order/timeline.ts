import type { Money, Order, Payment, PaymentAttempt, Refund, Timestamp } from '../../api/types';

/** One moment in the life of an order. */
export type Step =
  | { kind: 'created'; at: Timestamp; who: string | null; place: string }
  | { kind: 'lines'; at: Timestamp; count: number; total: Money }
  | { kind: 'frozen' | 'unfrozen' | 'voided'; at: Timestamp }
  | { kind: 'money'; at: Timestamp; payment: Payment }
  | { kind: 'asked'; at: Timestamp; payment: Payment; attempt: PaymentAttempt }
  | { kind: 'answered'; at: Timestamp; payment: Payment; attempt: PaymentAttempt }
  | { kind: 'completed'; at: Timestamp; number: string | null; who: string | null; late: boolean }
  | { kind: 'refunded'; at: Timestamp; refund: Refund };

/** Of two in the same instant, what must come first for the other to be. */
const RANK: Record<Step['kind'], number> = {
  created: 0,
  lines: 1,
  frozen: 2,
  asked: 3,
  answered: 4,
  money: 4,
  unfrozen: 5,
  completed: 6,
  voided: 6,
  refunded: 7,
};

/** All that happened to an order, oldest first. */
export function timelineOf(order: Order): Step[] {
  const steps: Step[] = [
    { kind: 'created', at: order.created_at, who: order.staff_name, place: order.register_name },
  ];
  const when = (kind: string) => order.events.filter((event) => event.kind === kind);
  const changed = when('order.updated').at(-1);
  if (order.line_count > 0) {
    steps.push({
      kind: 'lines',
      at: changed?.recorded_at ?? order.created_at,
      count: order.line_count,
      total: order.total,
    });
  }
  for (const { recorded_at } of when('order.frozen')) {
    steps.push({ kind: 'frozen', at: recorded_at });
  }
  for (const { recorded_at } of when('order.unfrozen')) {
    steps.push({ kind: 'unfrozen', at: recorded_at });
  }
  for (const { recorded_at } of when('order.voided')) {
    steps.push({ kind: 'voided', at: recorded_at });
  }
  for (const payment of order.payments) steps.push(...paymentSteps(payment));
  if (order.state === 'completed') {
    steps.push({
      kind: 'completed',
      at: order.recorded_at ?? order.happened_at,
      number: order.number,
      who: order.staff_name,
      late: order.recovered,
    });
  }
  for (const refund of order.refunds) {
    steps.push({ kind: 'refunded', at: refund.recorded_at ?? refund.happened_at, refund });
  }
  return steps.sort((a, b) => Date.parse(a.at) - Date.parse(b.at) || rankOf(a) - rankOf(b));
}

/** What comes first of one moment: the terminal pays back after the refund was given. */
function rankOf(step: Step): number {
  const isPaidBack = 'attempt' in step && step.attempt.kind === 'refund';
  return RANK[step.kind] + (isPaidBack ? RANK.refunded : 0);
}

/** What was sent to a terminal and what it said; money in the hand is one moment. */
function paymentSteps(payment: Payment): Step[] {
  const steps: Step[] = [];
  const isAtTerminal = payment.attempts.some(({ sent_at }) => sent_at !== null);
  if (!isAtTerminal) {
    const [first] = payment.attempts;
    const at = first?.concluded_at ?? first?.created_at ?? payment.created_at;
    return [{ kind: 'money', at, payment }];
  }
  for (const attempt of payment.attempts) {
    if (attempt.sent_at) steps.push({ kind: 'asked', at: attempt.sent_at, payment, attempt });
    if (attempt.concluded_at) {
      steps.push({ kind: 'answered', at: attempt.concluded_at, payment, attempt });
    }
  }
  return steps;
}
