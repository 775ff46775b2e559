import type { APIRequestContext } from '@playwright/test';
import { expect } from './shop';

/** With a dead network the card is charged, and nobody hears of it until `answer`. */
export type Behaviour =
  'approve' | 'by_hand' | 'insufficient_funds' | 'answer_late' | 'network_dead';
export type Press = 'approve' | 'decline' | 'cancel';

interface Line {
  reference: string;
  status: string;
  amount: string;
}

/** The simulated card terminal: what stands on it, and the hand that presses its keys. */
export class Terminal {
  constructor(
    private readonly request: APIRequestContext,
    private readonly url: string,
  ) {}

  /** How it treats the payments from now on, `delayMs` after the card or the key. */
  async will(mode: Behaviour, delayMs = 20): Promise<void> {
    await this.#post('behaviour', { mode, delay_ms: delayMs, inquiries: 1_000_000 });
  }

  /** The customer's hand, once the payment has reached the terminal. */
  async press(press: Press): Promise<void> {
    let waiting: Line | null = null;
    await expect(async () => {
      waiting = (await this.#state()).current;
      expect(waiting?.status).toBe('waiting_for_card');
    }).toPass();
    await this.#post('hand', { reference: waiting!.reference, press });
  }

  /** As it stands at the start of a day: nothing waits, nothing is held back, all cards are good. */
  async clear(): Promise<void> {
    await this.will('approve');
    await this.answer();
    const { current } = await this.#state();
    if (current) await this.#post('hand', { reference: current.reference, press: 'cancel' });
  }

  /** The answers held back are given now. */
  async answer(): Promise<void> {
    await this.#post('release', {});
  }

  /** How often `amount` ("12.50 GBP") was charged. */
  async approved(amount: string): Promise<number> {
    const { last } = await this.#state();
    return last.filter((line) => line.status === 'approved' && line.amount === amount).length;
  }

  async #state(): Promise<{ current: Line | null; last: Line[] }> {
    return (await this.request.get(`${this.url}/state`)).json();
  }

  async #post(path: string, data: object): Promise<void> {
    const response = await this.request.post(`${this.url}/${path}`, { data });
    expect(response.ok(), `${path}: ${await response.text()}`).toBe(true);
  }
}
