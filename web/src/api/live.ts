/**
 * The shop as it changes: one EventSource for the whole page. It resumes after the last position
 * it saw, tells the screens how it is doing, hands events to those that asked, and marks cached
 * answers stale by the kind of event.
 */
import { useEffect, useEffectEvent, useSyncExternalStore } from 'react';
import { sessionQuery } from './queries';
import { queryClient } from './query-client';
import type { Event, EventKind } from './types';

export type LiveState = 'connecting' | 'live' | 'reconnecting' | 'offline';

/** Which cached answers (first part of their key) an event makes stale. */
const STALE: Record<EventKind, readonly string[]> = {
  'order.created': ['orders', 'order'],
  'order.updated': ['orders', 'order'],
  'order.frozen': ['orders', 'order', 'stock', 'products'],
  'order.unfrozen': ['orders', 'order', 'stock', 'products'],
  'order.completed': [
    ...['dashboard', 'orders', 'order', 'payments', 'payment', 'stock', 'movements'],
    ...['products', 'product', 'customers', 'customer', 'journal', 'trial-balance', 'shift'],
    'report',
  ],
  'order.held': ['orders', 'order', 'held-orders'],
  'order.recalled': ['orders', 'order', 'held-orders'],
  'order.voided': [
    ...['dashboard', 'orders', 'order', 'stock', 'products', 'shift', 'held-orders'],
  ],
  'order.refunded': [
    ...['dashboard', 'orders', 'order', 'payments', 'payment', 'stock', 'movements'],
    ...['products', 'product', 'customers', 'customer', 'journal', 'trial-balance', 'shift'],
    'report',
  ],
  'refund.completed': [
    ...['dashboard', 'order', 'payments', 'payment', 'journal', 'trial-balance', 'shift'],
  ],
  'payment.created': ['payments', 'order', 'shift'],
  // What is learned after a count is an addendum of its shift.
  'payment.updated': [
    ...['dashboard', 'payments', 'payment', 'order', 'journal', 'trial-balance'],
    ...['shift', 'shifts'],
  ],
  'balance.updated': ['balances', 'balance'],
  'tender.saved': ['tenders', 'journal'],
  'stock.adjusted': [
    ...['dashboard', 'stock', 'movements', 'products', 'product', 'journal', 'trial-balance'],
  ],
  'product.created': ['products', 'product', 'categories', 'stock', 'catalogue'],
  'product.updated': ['products', 'product', 'categories', 'stock', 'catalogue'],
  'category.created': ['categories', 'catalogue'],
  'category.updated': ['categories', 'catalogue'],
  'tax_category.created': ['tax-categories', 'catalogue'],
  'tax_category.updated': ['tax-categories', 'catalogue'],
  'customer.created': ['customers', 'customer'],
  'customer.updated': ['customers', 'customer'],
  'customer_group.created': ['customer-groups'],
  'customer_group.updated': ['customer-groups'],
  'modifier_group.created': ['modifier-groups'],
  'modifier_group.updated': ['modifier-groups'],
  'price_list.created': ['price-lists'],
  'price_list.updated': ['price-lists', 'catalogue'],
  'promotion.created': ['promotions'],
  'promotion.updated': ['promotions'],
  'location.created': ['locations', 'sign-in-options'],
  'location.updated': ['locations', 'catalogue', 'quote', 'dashboard'],
  'import.updated': ['imports'],
  'terminal.saved': ['terminals'],
  'provider.saved': ['provider-accounts', 'terminals'],
  'register.created': ['registers', 'sign-in-options'],
  'register.updated': ['registers', 'register-printers'],
  'shift.opened': ['registers', 'shifts', 'shift', 'journal', 'trial-balance'],
  'shift.closed': ['registers', 'shifts', 'shift', 'journal', 'trial-balance'],
  'cash.moved': ['shift', 'safe-movements', 'journal', 'trial-balance'],
  'drawer.opened': ['shift'],
  'staff.created': ['staff', 'sign-in-options', 'roles'],
  'staff.updated': ['staff', 'sign-in-options', 'roles', 'session'],
  'role.created': ['roles'],
  'role.updated': ['roles', 'staff', 'sign-in-options', 'session'],
  'role.removed': ['roles'],
  'settings.updated': ['settings', 'sign-in-options', 'receipt-settings', 'receipt'],
  'printer.saved': ['printers', 'printer-status'],
  'print_job.updated': ['print-jobs', 'printer-status'],
  'receipt_mail.updated': ['receipt-mails'],
  'api_key.created': ['api-keys'],
  'api_key.revoked': ['api-keys'],
};

/** Every kind there is: the type above leaves none out. */
const KINDS = Object.keys(STALE) as EventKind[];

/** A busy shop sends many events a second; views are refreshed at most this often. */
const REFRESH_EVERY_MS = 120;
/** A view that takes longer to be read does not hold the others back. */
const REFRESH_AT_MOST_MS = 3_000;
/** The server gives a sign of life every 15 seconds. After this long without one the line is dead. */
const SILENCE_MS = 40_000;
/** After this long without an answer, "reconnecting" becomes "offline". */
const GIVE_UP_MS = 8_000;
const RETRY_MS = [500, 1_000, 2_000, 5_000];

type Handler = (event: Event) => void;

class Live {
  #source: EventSource | null = null;
  #state: LiveState = 'connecting';
  #position: string | null = null;
  #startedAt = 0;
  #failures = 0;
  #retryTimer: number | undefined;
  #offlineTimer: number | undefined;
  #silenceTimer: number | undefined;
  #stale = new Set<string>();
  #refreshing = false;
  readonly #watchers = new Set<() => void>();
  readonly #handlers = new Map<EventKind, Set<Handler>>();

  /** Safe to call again; a page has one connection. */
  start(): void {
    if (this.#source || this.#retryTimer !== undefined) return;
    this.#startedAt = Date.now();
    window.addEventListener('online', this.#retryNow);
    window.addEventListener('offline', this.#lost);
    this.#connect();
  }

  /** Sign-out: the next person's stream starts from its own beginning. */
  stop(): void {
    window.removeEventListener('online', this.#retryNow);
    window.removeEventListener('offline', this.#lost);
    this.#close();
    clearTimeout(this.#offlineTimer);
    this.#offlineTimer = undefined;
    this.#position = null;
    this.#failures = 0;
    this.#set('connecting');
  }

  get state(): LiveState {
    return this.#state;
  }

  readonly watch = (onChange: () => void): (() => void) => {
    this.#watchers.add(onChange);
    return () => this.#watchers.delete(onChange);
  };

  on(kinds: readonly EventKind[], handler: Handler): () => void {
    for (const kind of kinds) {
      const handlers = this.#handlers.get(kind) ?? new Set<Handler>();
      this.#handlers.set(kind, handlers.add(handler));
    }
    return () => kinds.forEach((kind) => this.#handlers.get(kind)?.delete(handler));
  }

  #connect(): void {
    const after = this.#position === null ? '' : `?after=${encodeURIComponent(this.#position)}`;
    const source = new EventSource(`/v1/events/stream${after}`);
    this.#source = source;
    source.onopen = () => {
      this.#failures = 0;
      clearTimeout(this.#offlineTimer);
      this.#offlineTimer = undefined;
      this.#catchUp();
      this.#heard();
      this.#set('live');
    };
    source.onerror = () => {
      this.#lost();
      // The browser reconnects by itself unless the server refused; then we do, more slowly.
      if (source.readyState !== EventSource.CLOSED) return;
      this.#close();
      const wait = RETRY_MS[Math.min(this.#failures++, RETRY_MS.length - 1)];
      this.#retryTimer = window.setTimeout(this.#retryNow, wait);
      // Perhaps the session has ended: the guard asks and sends the person to the sign-in.
      void queryClient.invalidateQueries({ queryKey: sessionQuery.queryKey });
    };
    source.addEventListener('ping', this.#pinged);
    for (const kind of KINDS) source.addEventListener(kind, this.#received);
  }

  /**
   * What a newly opened stream does not tell. Without a position it starts at its end, so whatever was
   * read before may have missed something; with one, only what could not be read meanwhile has.
   */
  #catchUp(): void {
    const isFirst = this.#position === null;
    const openedAt = Date.now();
    void queryClient.invalidateQueries({
      predicate: ({ queryKey, state }) =>
        queryKey[0] !== 'session' &&
        (isFirst
          ? state.dataUpdatedAt >= this.#startedAt - 60_000 && state.dataUpdatedAt <= openedAt
          : state.isInvalidated || state.error !== null),
    });
  }

  /** The server says where its log ends when a stream opens, and that it lives. */
  readonly #pinged = (message: MessageEvent<string>): void => {
    this.#position = message.lastEventId || this.#position;
    this.#heard();
  };

  #heard(): void {
    clearTimeout(this.#silenceTimer);
    this.#silenceTimer = window.setTimeout(() => {
      this.#lost();
      this.#retryNow();
    }, SILENCE_MS);
  }

  readonly #received = (message: MessageEvent<string>): void => {
    this.#pinged(message);
    const event = JSON.parse(message.data) as Event;
    this.#handlers.get(event.kind)?.forEach((handler) => handler(event));
    STALE[event.kind].forEach((key) => this.#stale.add(key));
    void this.#refresh();
  };

  /** At once for the first event; while it runs, later ones gather for the next round. */
  async #refresh(): Promise<void> {
    if (this.#refreshing) return;
    this.#refreshing = true;
    while (this.#stale.size > 0) {
      const kinds = this.#stale;
      this.#stale = new Set();
      const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));
      const atLeast = pause(REFRESH_EVERY_MS);
      const read = queryClient.invalidateQueries({
        predicate: ({ queryKey }) => kinds.has(String(queryKey[0])),
      });
      await Promise.race([read, pause(REFRESH_AT_MOST_MS)]);
      await atLeast;
    }
    this.#refreshing = false;
  }

  readonly #lost = (): void => {
    if (!navigator.onLine) return this.#set('offline');
    if (this.#state !== 'offline') this.#set('reconnecting');
    this.#offlineTimer ??= window.setTimeout(() => this.#set('offline'), GIVE_UP_MS);
  };

  readonly #retryNow = (): void => {
    this.#close();
    this.#connect();
  };

  #close(): void {
    clearTimeout(this.#retryTimer);
    clearTimeout(this.#silenceTimer);
    this.#retryTimer = undefined;
    this.#source?.close();
    this.#source = null;
  }

  #set(state: LiveState): void {
    if (state === this.#state) return;
    this.#state = state;
    this.#watchers.forEach((onChange) => onChange());
  }
}

export const live = new Live();

/** How the connection is, for the indicator and the offline banner. */
export function useLiveState(): LiveState {
  return useSyncExternalStore(live.watch, () => live.state);
}

/** Calls `handler` for each event of the kinds, while the screen is shown. */
export function useLiveEvents(kinds: readonly EventKind[], handler: Handler): void {
  const onEvent = useEffectEvent(handler);
  const key = kinds.join(' ');
  useEffect(() => live.on(key.split(' ') as EventKind[], (event) => onEvent(event)), [key]);
}
