/**
 * The steps from "Pay" to "done". Whatever was asked for is written down as an intent before it is
 * sent, with ids and keys made once, so that no answer means "send the same again", never "charge
 * again". Certain money (cash, vouchers) goes by one sale; with a card there is an order, the card
 * goes first, and the certain rest is told to the server only when the card has been captured.
 */
import { isProblem } from '../../api/problem';
import type { CartInput as CartReplacement, Id, Order, OrderInput, Payment } from '../../api/types';
import type { PaymentInput, ReturnedInput, Sale, SaleInput, Tender } from '../../api/types';
import type { CartInput } from './cart';
import {
  canEditCart,
  cashEntry,
  checkoutFromOrder,
  exchangeOf,
  CHOOSING,
  isOver,
  moneyBack,
  planned,
  remaining,
  saleFromOrder,
  sum,
  type Checkout,
  type Entry,
  type Exchange,
  type Intent,
  type Refusal,
} from './checkout';

/** The server as this flow needs it; api-server.ts has the real one. */
export interface CheckoutServer {
  sell(key: string, body: SaleInput): Promise<Sale>;
  openOrder(key: string, body: OrderInput): Promise<Order>;
  replaceCart(id: Id, body: CartReplacement): Promise<Order>;
  pay(orderId: Id, key: string, body: PaymentInput): Promise<Payment>;
  order(id: Id): Promise<Order>;
  complete(id: Id): Promise<Order>;
  hold(id: Id, name: string, returned: ReturnedInput[]): Promise<Order>;
  voidOrder(id: Id, version: number, reason: string): Promise<Order>;
  cancelPayment(id: Id): Promise<Payment>;
  inquirePayment(id: Id): Promise<Payment>;
}

type News = Pick<Payment, 'id' | 'state' | 'message'>;

export interface CheckoutFlowOptions {
  server: CheckoutServer;
  registerId: Id;
  newId: () => Id;
  saved: Checkout | null;
  save: (checkout: Checkout | null) => void;
}

/** Answers that say nothing about whether the request was carried out. */
const NO_ANSWER = ['offline', 'busy', 'unexpected', 'unauthenticated'];

export function refusalOf(error: unknown): Refusal {
  if (!isProblem(error)) throw error;
  const { code, detail, fix = null, field = null } = error;
  return { code, detail, fix, field };
}

export class CheckoutFlow {
  readonly #options: CheckoutFlowOptions;
  readonly #watchers = new Set<() => void>();
  #state: Checkout | null;
  /** An event may overtake the answer that its payment began; it is read again after that. */
  #news: News | null = null;
  #isRecovered = false;

  constructor(options: CheckoutFlowOptions) {
    this.#options = options;
    this.#state = options.saved;
  }

  readonly get = (): Checkout | null => this.#state;

  readonly watch = (changed: () => void): (() => void) => {
    this.#watchers.add(changed);
    return () => this.#watchers.delete(changed);
  };

  /** After a reload: what was on its way is sent again or looked up. */
  recover(): Promise<void> {
    const phase = this.#state?.phase;
    if (this.#isRecovered) return Promise.resolve();
    this.#isRecovered = true;
    if (phase?.is === 'sending' || phase?.is === 'unsure') return this.#run(phase.intent);
    if (phase?.is === 'card') return this.#sync();
    return Promise.resolve();
  }

  /** To the Pay screen, with the server's total. An order that is open already keeps its id. */
  open(
    cart: CartInput,
    due: number,
    currency: string,
    coin = 0,
    exchange: Exchange | null = null,
  ): void {
    const old = this.#state;
    if (old && !canEditCart(old)) return;
    this.#set({
      saleId: old?.saleId ?? this.#options.newId(),
      currency,
      due,
      exchange,
      coin,
      cart,
      entries: [],
      sentCart: old?.sentCart ?? null,
      phase: CHOOSING,
    });
  }

  takeCash(tendered: number): Promise<void> {
    const { newId } = this.#options;
    return this.#plan((checkout) => cashEntry(newId(), tendered, checkout));
  }

  take(tender: Tender, amount: number, code?: string): Promise<void> {
    const id = this.#options.newId();
    return this.#plan((checkout) => ({
      ...{ id, tender, tendered: null, rounding: 0, state: 'planned', message: '' },
      ...(code !== undefined && { code }),
      amount: Math.min(amount, remaining(checkout)),
    }));
  }

  removeEntry(id: Id): void {
    const state = this.#choosing();
    if (!state) return;
    const entries = state.entries.filter((entry) => entry.id !== id || entry.state !== 'planned');
    this.#set({ ...state, entries, phase: CHOOSING });
  }

  /** Hands back what was counted so far; the cart can change again. */
  takeBack(): void {
    const state = this.#choosing();
    if (!state) return;
    const entries = state.entries.filter((entry) => entry.state !== 'planned');
    this.#set({ ...state, entries, phase: CHOOSING });
  }

  charge(amount: number): Promise<void> {
    const state = this.#choosing();
    const rest = state ? remaining(state) : 0;
    if (!state || amount <= 0 || amount > rest) return Promise.resolve();
    const { newId } = this.#options;
    const entry: Entry = {
      ...{ id: newId(), tender: 'card', amount, tendered: null, rounding: 0 },
      ...{ state: 'created', message: '' },
    };
    this.#set({ ...state, entries: [...state.entries, entry] });
    return this.#run({ is: 'charge', entryId: entry.id, orderKey: newId() });
  }

  /** The same request once more. */
  retry(): Promise<void> {
    const phase = this.#state?.phase;
    return phase?.is === 'unsure' ? this.#run(phase.intent) : Promise.resolve();
  }

  /** News of a payment, from an event or from asking. */
  heard(news: News): void {
    const { id, state, message } = news;
    const checkout = this.#state;
    const phase = checkout?.phase;
    if (phase?.is === 'sending') this.#news = news;
    if (!checkout || phase?.is !== 'card' || phase.entryId !== id) return;
    const entries = checkout.entries.map((entry) =>
      entry.id === id ? { ...entry, state, message: message || entry.message } : entry,
    );
    const next = { ...checkout, entries };
    if (isOver(state)) {
      const declined = entries.find((entry) => entry.id === id) ?? null;
      this.#set({
        ...next,
        entries: entries.filter((entry) => entry.id !== id),
        phase: { is: 'choosing', refusal: null, declined },
      });
    } else if (state === 'captured') {
      this.#set({ ...next, phase: CHOOSING });
      if (remaining(next) === 0) void this.#run({ is: 'settle' });
    } else {
      this.#set(next);
    }
  }

  /**
   * Back to the tenders although the last request was not answered: only once the server has said
   * what became of it.
   */
  async lookUp(): Promise<void> {
    const state = this.#state;
    if (state?.phase.is !== 'unsure') return;
    const { intent } = state.phase;
    const entries = without(intent, state.entries);
    try {
      const order = await this.#options.server.order(state.saleId);
      this.#set(checkoutFromOrder(order, state.cart, state.coin, planned(entries), state.exchange));
    } catch (error) {
      if (isProblem(error, 'not_found')) {
        this.#set({ ...state, entries, sentCart: null, phase: CHOOSING });
      } else {
        this.#failed(intent, error);
      }
    }
  }

  /** Asks the terminal to stop. It may still answer that the card was charged. */
  async stopCard(): Promise<void> {
    const phase = this.#state?.phase;
    if (!this.#state || phase?.is !== 'card') return;
    this.#set({ ...this.#state, phase: { ...phase, isStopping: true } });
    await this.#ask(phase.entryId, this.#options.server.cancelPayment);
  }

  /** Asks once more what became of the card. */
  async inquire(): Promise<void> {
    const phase = this.#state?.phase;
    if (phase?.is === 'card') await this.#ask(phase.entryId, this.#options.server.inquirePayment);
  }

  /**
   * Leaves a payment without an answer to the server, which goes on asking; the till is free. The rest of
   * a split, which only this till knows of, is told to the server first.
   */
  async park(): Promise<void> {
    if (this.#state?.phase.is !== 'card') return;
    await this.#tellPlanned();
    if (this.#state?.phase.is === 'card') this.#set(null);
  }

  /** Takes up an order of this register again. */
  async resume(order: Order, cart: CartInput, coin = 0): Promise<void> {
    this.#set(checkoutFromOrder(order, cart, coin, [], exchangeOf(order)));
    const state = this.#state;
    if (state?.phase.is === 'choosing' && remaining(state) === 0) await this.#run({ is: 'settle' });
  }

  /** An order that was put aside and is this till's now: its cart can change. */
  adopt(order: Order, cart: CartInput, coin = 0): void {
    this.#set({ ...checkoutFromOrder(order, cart, coin), phase: CHOOSING });
  }

  /**
   * Puts the sale aside at the server with what comes back, where any till finds it. `key` is the same until that has come
   * about.
   */
  async hold(cart: CartInput, name: string, returned: ReturnedInput[], key: Id): Promise<void> {
    const state = this.#state;
    const { server, registerId } = this.#options;
    if (state && !canEditCart(state)) return;
    if (!state || state.sentCart === null) {
      const hold = { ...(name && { name }), ...(returned.length > 0 && { returned }) };
      await server.openOrder(key, { id: key, register_id: registerId, ...cart, hold });
    } else {
      try {
        this.#set({ ...state, cart });
        await this.#ensureOrder('');
        await server.hold(state.saleId, name, returned);
      } catch (error) {
        // The answer to the first try was lost.
        if (!isProblem(error, 'order_held')) throw error;
      }
    }
    this.#set(null);
  }

  /** Gives up a sale that no order stands for yet, so that it is kept why. */
  async voidCart(cart: CartInput, reason: string, key: Id): Promise<void> {
    const state = this.#state;
    const { server, registerId } = this.#options;
    if (state && state.sentCart !== null) return this.giveUp(reason);
    const order = await server.openOrder(key, { id: key, register_id: registerId, ...cart });
    if (order.state !== 'voided') await server.voidOrder(order.id, order.version, reason);
    this.#set(null);
  }

  /** Drops the sale: an order is voided, which gives back what was captured. */
  async giveUp(reason: string): Promise<void> {
    const state = this.#state;
    if (!state) return;
    if (state.sentCart !== null) {
      const { server } = this.#options;
      const { version } = await server.order(state.saleId);
      await server.voidOrder(state.saleId, version, reason);
    }
    this.#set(null);
  }

  finish(): void {
    if (this.#state?.phase.is === 'done') this.#set(null);
  }

  #choosing(): Checkout | null {
    return this.#state?.phase.is === 'choosing' ? this.#state : null;
  }

  async #plan(make: (checkout: Checkout) => Entry): Promise<void> {
    const state = this.#choosing();
    const rest = state ? remaining(state) : 0;
    if (!state) return;
    const entry = make(state);
    // A free sale is settled with nothing; otherwise a tender of nothing is a slip.
    if (entry.amount <= 0 && rest > 0) return;
    const entries = rest > 0 ? [...state.entries, entry] : state.entries;
    this.#set({ ...state, entries, phase: CHOOSING });
    if (remaining({ due: state.due, entries }) > 0) return;
    await this.#run(
      state.sentCart === null
        ? { is: 'sell', key: this.#options.newId(), body: this.#saleBody(state, entries) }
        : { is: 'settle' },
    );
  }

  #saleBody({ saleId, cart, currency, exchange }: Checkout, entries: readonly Entry[]): SaleInput {
    return {
      id: saleId,
      register_id: this.#options.registerId,
      ...cart,
      ...(exchange && { returned: exchange.returned }),
      payments: entries.map(({ tender, amount, tendered, code }) => ({
        tender,
        amount: { amount, currency },
        ...(code !== undefined && { code }),
        ...(tendered !== null && { tendered: { amount: tendered, currency } }),
      })),
    };
  }

  async #run(intent: Intent): Promise<void> {
    const state = this.#state;
    if (!state) return;
    this.#set({ ...state, phase: { is: 'sending', intent } });
    try {
      if (intent.is === 'sell') await this.#sell(intent);
      else if (intent.is === 'charge') await this.#charge(intent);
      else await this.#settle();
    } catch (error) {
      this.#failed(intent, error);
    }
  }

  #failed(intent: Intent, error: unknown): void {
    const state = this.#state;
    if (!state) return;
    if (!isProblem(error) || isProblem(error, ...NO_ANSWER)) {
      this.#set({ ...state, phase: { is: 'unsure', intent } });
      return;
    }
    // Refused: nothing happened. What was counted before stays.
    this.#set({
      ...state,
      entries: without(intent, state.entries),
      phase: { is: 'choosing', refusal: refusalOf(error), declined: null },
    });
  }

  async #sell({ key, body }: Intent & { is: 'sell' }): Promise<void> {
    const sale = await this.#options.server.sell(key, body);
    const { entries } = this.#now();
    this.#set({
      ...this.#now(),
      phase: {
        is: 'done',
        sale: {
          ...{ orderId: sale.id, number: sale.number },
          ...{ total: sale.total.amount, change: sale.change.amount },
          rounding: entries.reduce((sum, entry) => sum + entry.rounding, 0),
          credit: this.#now().exchange?.credit ?? 0,
          givenBack: moneyBack(sale.returned),
          tenders: entries.map(({ tender, amount, tendered }) => ({ tender, amount, tendered })),
        },
      },
    });
  }

  async #charge({ entryId, orderKey }: Intent & { is: 'charge' }): Promise<void> {
    await this.#ensureOrder(orderKey);
    const { saleId, currency, entries, exchange } = this.#now();
    const entry = entries.find(({ id }) => id === entryId);
    if (!entry) return;
    const payment = await this.#options.server.pay(saleId, entryId, {
      id: entryId,
      tender: 'card',
      amount: { amount: entry.amount, currency },
      complete_when_paid: true,
      ...(exchange && { returned: exchange.returned }),
    });
    this.#set({ ...this.#now(), phase: { is: 'card', entryId, isStopping: false } });
    this.heard(this.#news?.id === entryId ? this.#news : payment);
  }

  /** The order exists and has the cart of this checkout. */
  async #ensureOrder(key: string): Promise<void> {
    const { server, registerId } = this.#options;
    const { saleId, cart, sentCart } = this.#now();
    const wanted = JSON.stringify(cart);
    if (sentCart === null) {
      await server.openOrder(key, { id: saleId, register_id: registerId, ...cart });
    } else if (sentCart !== wanted) {
      const { version } = await server.order(saleId);
      await server.replaceCart(saleId, { version, customer_id: null, ...cart });
    }
    this.#set({ ...this.#now(), sentCart: wanted });
  }

  /** Tells the server of planned money, and makes sure that the order, paid in full, is complete. */
  async #settle(): Promise<void> {
    const { server } = this.#options;
    await this.#ensureOrder('');
    await this.#tellPlanned();
    const { saleId, cart, exchange } = this.#now();
    let order = await server.order(saleId);
    if (order.state === 'voided' && exchange) {
      // The server gave it up: what was to come back came back elsewhere, and the card gets its money back.
      const refusal = { code: 'exchange_over', detail: '', fix: null, field: null };
      this.#set({
        ...{ ...this.#now(), saleId: this.#options.newId(), entries: [], sentCart: null },
        phase: { is: 'choosing', refusal, declined: null },
      });
      return;
    }
    if (order.state !== 'completed' && exchange) {
      // The server ends it by itself as the last money comes in; where it could not, this says why.
      const paid = order.payments.filter(({ state }) => state === 'captured');
      await server.sell(`exchange-${saleId}`, {
        ...{ id: saleId, register_id: this.#options.registerId, ...cart },
        ...{ returned: exchange.returned, payments: paid.map(({ id }) => ({ payment_id: id })) },
      });
      order = await server.order(saleId);
    } else if (order.state !== 'completed') {
      order = await server.complete(saleId);
    }
    this.#set({ ...this.#now(), phase: { is: 'done', sale: saleFromOrder(order) } });
  }

  async #tellPlanned(): Promise<void> {
    const { saleId, currency, entries, exchange } = this.#now();
    for (const { id, tender, amount, tendered, code } of planned(entries)) {
      const payment = await this.#options.server.pay(saleId, id, {
        ...{ id, tender, amount: { amount, currency }, complete_when_paid: true },
        ...(exchange && { returned: exchange.returned }),
        ...(code !== undefined && { code }),
        ...(tendered !== null && { tendered: { amount: tendered, currency } }),
      });
      this.#patch(id, { state: payment.state });
    }
  }

  /** What the server knows of the order; planned money is kept beside it. */
  async #sync(): Promise<void> {
    const { saleId, cart, coin, entries, exchange } = this.#now();
    try {
      const order = await this.#options.server.order(saleId);
      this.#set(
        order.state === 'voided'
          ? null
          : checkoutFromOrder(order, cart, coin, planned(entries), exchange),
      );
    } catch {
      // Offline: the screen polls the payment and gets there by itself.
      return;
    }
    const state = this.#state;
    if (state?.phase.is === 'choosing' && remaining(state) === 0) await this.#run({ is: 'settle' });
  }

  async #ask(id: Id, ask: (id: Id) => Promise<Payment>): Promise<void> {
    try {
      this.heard(await ask(id));
    } catch {
      // The state on the screen stays; events and polling bring the next one.
      const state = this.#state;
      if (state?.phase.is === 'card') {
        this.#set({ ...state, phase: { ...state.phase, isStopping: false } });
      }
    }
  }

  #patch(id: Id, change: Partial<Entry>): void {
    const state = this.#now();
    const entries = state.entries.map((entry) =>
      entry.id === id ? { ...entry, ...change } : entry,
    );
    this.#set({ ...state, entries });
  }

  #now(): Checkout {
    if (!this.#state) throw new Error('the checkout was left while a request was on its way');
    return this.#state;
  }

  #set(state: Checkout | null): void {
    this.#state = state;
    this.#options.save(state);
    this.#watchers.forEach((changed) => changed());
  }
}

/** The money left when a request comes to nothing: all but what it was sent for. */
function without(intent: Intent, entries: readonly Entry[]): Entry[] {
  const isLost: (entry: Entry) => boolean =
    intent.is === 'charge'
      ? ({ id }) => id === intent.entryId
      : (entry) => entry === planned(entries).at(-1);
  return entries.filter((entry) => !isLost(entry));
}

/** Money that would have to be given back if the sale were dropped now. */
export function toGiveBack({ entries }: Checkout): number {
  return sum(entries.filter(({ state }) => state === 'captured' || state === 'planned'));
}
