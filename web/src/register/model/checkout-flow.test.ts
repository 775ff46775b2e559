import { expect, test, vi } from 'vitest';
import { ApiProblem } from '../../api/problem';
import type { Money, Order, Payment, PaymentState } from '../../api/types';
import type { CartInput } from './cart';
import { canEditCart, remaining, remainingInCash, type Checkout } from './checkout';
import { CheckoutFlow, type CheckoutServer } from './checkout-flow';

const CART: CartInput = { lines: [{ variant_id: 'v', quantity: '1' }], discounts: [] };
const gbp = (amount: number) => ({ amount, currency: 'GBP' });
const minor = (money?: Money | null) => money?.amount ?? 0;
const problem = (code: string, field?: string) =>
  new ApiProblem({ title: code, status: 422, code, field });

/** A server of one order, whose terminal says what the test makes it say. */
function setUp(saved: Checkout | null = null) {
  const payments: Payment[] = [];
  let state: Order['state'] | null = null;
  const order = () =>
    ({
      ...{ id: 'id-1', number: 'R1-000001', state, version: 3, total: gbp(907), change: gbp(0) },
      ...{ payments, lines: [], discounts: [], returned: [], coming_back: [], customer: null },
    }) as unknown as Order;
  const payment = (id: string, at: PaymentState, amount: number, tender = 'card') =>
    ({
      ...{ id, tender, state: at, message: '', amount: gbp(amount) },
      ...{ tendered: null, change: null },
    }) as unknown as Payment;
  const server = {
    sell: vi.fn<CheckoutServer['sell']>(async (_key, body) => {
      state = 'completed';
      const payments = body.payments ?? [];
      const paid = payments.reduce((s, p) => s + minor(p.amount), 0);
      const given = payments.reduce((s, p) => s + minor(p.tendered ?? p.amount), 0);
      return { ...order(), warnings: [], total: gbp(paid), change: gbp(given - paid) };
    }),
    openOrder: vi.fn<CheckoutServer['openOrder']>(async () => {
      state = 'open';
      return order();
    }),
    replaceCart: vi.fn<CheckoutServer['replaceCart']>(async () => order()),
    pay: vi.fn<CheckoutServer['pay']>(async (_order, id, { tender, amount }) => {
      const at = tender === 'card' ? 'pending' : 'captured';
      const found = payments.find((each) => each.id === id);
      if (!found) payments.push(payment(id, at, minor(amount), tender));
      return found ?? payments.at(-1)!;
    }),
    order: vi.fn<CheckoutServer['order']>(async () => {
      if (state === null) throw problem('not_found');
      return order();
    }),
    complete: vi.fn<CheckoutServer['complete']>(async () => {
      state = 'completed';
      return order();
    }),
    hold: vi.fn<CheckoutServer['hold']>(async () => order()),
    voidOrder: vi.fn<CheckoutServer['voidOrder']>(async () => {
      state = 'voided';
      return order();
    }),
    cancelPayment: vi.fn<CheckoutServer['cancelPayment']>(async (id) =>
      payment(id, 'pending', 907),
    ),
    inquirePayment: vi.fn<CheckoutServer['inquirePayment']>(async (id) =>
      payment(id, 'unknown', 907),
    ),
  };
  let ids = 0;
  let kept: Checkout | null = saved;
  const flow = new CheckoutFlow({
    ...{ server, registerId: 'r1', saved },
    newId: () => `id-${++ids}`,
    save: (checkout) => (kept = checkout),
  });
  const card = (at: PaymentState) => {
    const last = payments.at(-1)!;
    last.state = at;
    flow.heard({ id: last.id, state: at, message: '' });
  };
  return { flow, server, card, saved: () => kept };
}

/** Lets every promise that is ready run on. */
const settled = async () => {
  for (let turn = 0; turn < 50; turn += 1) await Promise.resolve();
};

test('cash alone is one sale', async () => {
  const { flow, server } = setUp();
  flow.open(CART, 907, 'GBP');
  await flow.takeCash(1_000);
  expect(server.sell).toHaveBeenCalledOnce();
  expect(server.sell.mock.calls[0]![1].payments).toEqual([
    { tender: 'cash', amount: gbp(907), tendered: gbp(1_000) },
  ]);
  expect(flow.get()!.phase).toMatchObject({ is: 'done', sale: { change: 93 } });
  flow.finish();
  expect(flow.get()).toBeNull();
});

test('voucher and cash are still one sale', async () => {
  const { flow, server } = setUp();
  flow.open(CART, 907, 'GBP');
  await flow.take('voucher', 500);
  expect(remaining(flow.get()!)).toBe(407);
  expect(server.sell).not.toHaveBeenCalled();
  await flow.takeCash(407);
  expect(server.sell.mock.calls[0]![1].payments).toHaveLength(2);
  expect(server.openOrder).not.toHaveBeenCalled();
});

test('no answer: the same request is sent again, and nothing else', async () => {
  const { flow, server } = setUp();
  flow.open(CART, 907, 'GBP');
  server.sell.mockRejectedValueOnce(ApiProblem.offline());
  await flow.takeCash(1_000);
  expect(flow.get()!.phase.is).toBe('unsure');
  await flow.takeCash(1_000);
  expect(server.sell).toHaveBeenCalledOnce();
  await flow.retry();
  const [first, second] = server.sell.mock.calls;
  expect(second).toEqual(first);
  expect(flow.get()!.phase.is).toBe('done');
});

test('no answer, and the server knows nothing of it: back to the tenders', async () => {
  const { flow, server } = setUp();
  flow.open(CART, 907, 'GBP');
  server.sell.mockRejectedValueOnce(ApiProblem.offline());
  await flow.takeCash(1_000);
  server.order.mockRejectedValueOnce(ApiProblem.offline());
  await flow.lookUp();
  expect(flow.get()!.phase.is).toBe('unsure');
  await flow.lookUp();
  expect(flow.get()).toMatchObject({ phase: { is: 'choosing' }, entries: [] });
});

test('a split that is refused or not answered keeps what was counted before', async () => {
  const { flow, server } = setUp();
  flow.open(CART, 907, 'GBP');
  await flow.take('voucher', 500);
  expect(canEditCart(flow.get()!)).toBe(false);
  server.sell.mockRejectedValueOnce(problem('out_of_stock', 'lines[0].quantity'));
  await flow.takeCash(1_000);
  const kept = { phase: { is: 'choosing' }, entries: [{ tender: 'voucher', amount: 500 }] };
  expect(flow.get()).toMatchObject(kept);
  server.sell.mockRejectedValueOnce(ApiProblem.offline());
  await flow.takeCash(1_000);
  await flow.lookUp();
  expect(flow.get()).toMatchObject(kept);

  flow.takeBack();
  expect(flow.get()!.entries).toEqual([]);
  expect(canEditCart(flow.get()!)).toBe(true);
});

test('a split whose card does not answer is left with its cash on the order', async () => {
  const { flow, server } = setUp();
  flow.open(CART, 907, 'GBP');
  await flow.takeCash(400);
  await flow.charge(507);
  server.pay.mockRejectedValueOnce(ApiProblem.offline());
  await expect(flow.park()).rejects.toThrow();
  expect(flow.get()!.entries).toMatchObject([{ state: 'planned' }, { tender: 'card' }]);
  await flow.park();
  expect(flow.get()).toBeNull();
  const told = server.pay.mock.calls.filter(([, , { tender }]) => tender === 'cash');
  expect(told).toHaveLength(2);
  expect(told[1]).toEqual(told[0]);
});

test('a refusal says why and takes nothing', async () => {
  const { flow, server } = setUp();
  flow.open(CART, 907, 'GBP');
  server.sell.mockRejectedValueOnce(problem('out_of_stock', 'lines[0].quantity'));
  await flow.takeCash(1_000);
  const state = flow.get()!;
  expect(state.phase).toMatchObject({
    is: 'choosing',
    refusal: { code: 'out_of_stock', field: 'lines[0].quantity' },
  });
  expect(state.entries).toEqual([]);
  expect(canEditCart(state)).toBe(true);
});

test('a card: order, payment, terminal, done', async () => {
  const { flow, server, card } = setUp();
  flow.open(CART, 907, 'GBP');
  await flow.charge(907);
  expect(server.openOrder.mock.calls[0]![1]).toMatchObject({ id: 'id-1', register_id: 'r1' });
  expect(server.pay.mock.calls[0]![2]).toMatchObject({ tender: 'card', complete_when_paid: true });
  expect(flow.get()!.phase.is).toBe('card');
  expect(canEditCart(flow.get()!)).toBe(false);
  card('unknown');
  expect(flow.get()!.entries[0]!.state).toBe('unknown');
  card('captured');
  await settled();
  expect(flow.get()!.phase.is).toBe('done');
});

test('declined: back to the tenders, the cart can change, the order is kept', async () => {
  const { flow, server, card } = setUp();
  flow.open(CART, 907, 'GBP');
  await flow.charge(907);
  card('declined');
  expect(flow.get()!.phase).toMatchObject({ is: 'choosing', declined: { state: 'declined' } });
  expect(canEditCart(flow.get()!)).toBe(true);

  const smaller = { ...CART, lines: [{ variant_id: 'w' }] };
  flow.open(smaller, 500, 'GBP');
  await flow.takeCash(500);
  expect(server.sell).not.toHaveBeenCalled();
  expect(server.replaceCart.mock.calls[0]![1]).toMatchObject({ version: 3, lines: smaller.lines });
  expect(server.pay.mock.calls.at(-1)![2]).toMatchObject({ tender: 'cash' });
  expect(flow.get()!.phase.is).toBe('done');
});

test('split: the card goes first, the cash is told when the card is certain', async () => {
  const { flow, server, card } = setUp();
  flow.open(CART, 907, 'GBP');
  await flow.takeCash(400);
  await flow.charge(507);
  expect(server.pay).toHaveBeenCalledOnce();
  card('captured');
  await settled();
  expect(server.pay.mock.calls.map(([, , body]) => [body.tender, minor(body.amount)])).toEqual([
    ['card', 507],
    ['cash', 400],
  ]);
  expect(flow.get()!.phase.is).toBe('done');
});

test('an event that overtakes the answer is not lost', async () => {
  const { flow, server } = setUp();
  flow.open(CART, 907, 'GBP');
  const pay = server.pay.getMockImplementation()!;
  server.pay.mockImplementationOnce(async (...args) => {
    const answer = await pay(...args);
    flow.heard({ id: answer.id, state: 'captured', message: '' });
    return answer;
  });
  await flow.charge(907);
  await settled();
  expect(flow.get()!.phase.is).toBe('done');
});

test('a reload in the middle of a card payment goes on with it', async () => {
  const before = setUp();
  before.flow.open(CART, 907, 'GBP');
  await before.flow.takeCash(400);
  await before.flow.charge(507);
  const after = setUp(before.saved());
  after.server.order.mockImplementation(before.server.order.getMockImplementation()!);
  await after.flow.recover();
  const state = after.flow.get()!;
  expect(state.phase).toMatchObject({ is: 'card' });
  expect(state.entries.map((entry) => [entry.tender, entry.state])).toEqual([
    ['card', 'pending'],
    ['cash', 'planned'],
  ]);
});

test('a reload after an unanswered sale sends it again with the same key', async () => {
  const before = setUp();
  before.flow.open(CART, 907, 'GBP');
  before.server.sell.mockRejectedValueOnce(ApiProblem.offline());
  await before.flow.takeCash(907);
  const after = setUp(before.saved());
  await after.flow.recover();
  expect(after.server.sell.mock.calls[0]).toEqual(before.server.sell.mock.calls[0]);
  expect(after.flow.get()!.phase.is).toBe('done');
});

test('giving up voids the order', async () => {
  const { flow, server, card } = setUp();
  flow.open(CART, 907, 'GBP');
  await flow.charge(400);
  card('captured');
  expect(remaining(flow.get()!)).toBe(507);
  expect(canEditCart(flow.get()!)).toBe(false);
  await flow.giveUp('changed their mind');
  expect(server.voidOrder).toHaveBeenCalledWith('id-1', 3, 'changed their mind');
  expect(flow.get()).toBeNull();
});

test('cash is rounded to the smallest coin, what is paid otherwise is not', async () => {
  const { flow, server } = setUp();
  flow.open(CART, 907, 'GBP', 5);
  expect(remainingInCash(flow.get()!)).toBe(905);
  await flow.take('voucher', 504);
  expect(remaining(flow.get()!)).toBe(403);
  expect(remainingInCash(flow.get()!)).toBe(405);
  // Part of it in cash already: all cash together is rounded once, and a part is in coins that there are.
  await flow.takeCash(201);
  expect(remainingInCash(flow.get()!)).toBe(205);
  await flow.takeCash(205);
  expect(server.sell.mock.calls[0]![1].payments).toEqual([
    { tender: 'voucher', amount: gbp(504) },
    { tender: 'cash', amount: gbp(200), tendered: gbp(201) },
    { tender: 'cash', amount: gbp(203), tendered: gbp(205) },
  ]);
});

test('a sale put aside is one order, and the till is free; one that has an order waits as that order', async () => {
  const { flow, server } = setUp();
  const returned = [{ order_id: 'sold', reason: 'too small' }];
  await flow.hold(CART, 'Red coat', returned, 'key');
  expect(server.openOrder).toHaveBeenCalledWith('key', {
    ...{ id: 'key', register_id: 'r1', ...CART },
    hold: { name: 'Red coat', returned },
  });
  expect(flow.get()).toBeNull();

  flow.adopt(await server.order('key'), CART);
  expect(flow.get()).toMatchObject({ phase: { is: 'choosing' }, sentCart: JSON.stringify(CART) });
  await flow.hold({ ...CART, lines: [] }, '', [], 'other');
  expect(server.replaceCart).toHaveBeenCalledOnce();
  expect(server.hold).toHaveBeenCalledOnce();
  expect(server.openOrder).toHaveBeenCalledOnce();
  expect(flow.get()).toBeNull();
});

test('an exchange: goods that come back pay a part, and the sale tells of both', async () => {
  const { flow, server } = setUp();
  const returned = [{ order_id: 'sold', reason: 'too small' }];
  flow.open(CART, 407, 'GBP', 0, { returned, credit: 500, givenBack: 0 });
  expect(remaining(flow.get()!)).toBe(407);
  await flow.takeCash(407);
  expect(server.sell.mock.calls[0]![1]).toMatchObject({ returned, payments: [{ tender: 'cash' }] });
  expect(flow.get()!.phase).toMatchObject({ is: 'done', sale: { credit: 500, givenBack: [] } });
});

test('an exchange by card: what comes back is told with the card, and again where that did not end it', async () => {
  const { flow, server, card } = setUp();
  const returned = [{ order_id: 'sold', reason: 'too small' }];
  flow.open(CART, 407, 'GBP', 0, { returned, credit: 500, givenBack: 0 });
  await flow.charge(407);
  expect(server.pay.mock.calls[0]![2]).toMatchObject({ returned, complete_when_paid: true });
  card('captured');
  await settled();
  expect(server.complete).not.toHaveBeenCalled();
  expect(server.sell).toHaveBeenCalledOnce();
  const [key, body] = server.sell.mock.calls[0]!;
  expect(key).toBe('exchange-id-1');
  expect(body).toMatchObject({ returned, payments: [{ payment_id: 'id-2' }] });
  expect(flow.get()!.phase.is).toBe('done');
});

test('an exchange that the server gave up is said, and is sold anew', async () => {
  const { flow, server, card } = setUp();
  const returned = [{ order_id: 'sold', reason: 'too small' }];
  flow.open(CART, 407, 'GBP', 0, { returned, credit: 500, givenBack: 0 });
  await flow.charge(407);
  await server.voidOrder('id-1', 3, 'came back elsewhere');
  card('captured');
  await settled();
  expect(server.sell).not.toHaveBeenCalled();
  const after = flow.get()!;
  expect(after.phase).toMatchObject({ is: 'choosing', refusal: { code: 'exchange_over' } });
  expect([canEditCart(after), remaining(after), after.sentCart]).toEqual([true, 407, null]);
  expect(after.saleId).not.toBe('id-1');
});
