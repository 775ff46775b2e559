import type { APIRequestContext } from '@playwright/test';
import { expect } from './shop';

interface Hand {
  paper?: 'enough' | 'low' | 'out';
  cover_open?: boolean;
  manners?: 'good' | 'slow' | 'silent' | 'dies';
  tear_off?: boolean;
}

interface State {
  slips: { line?: string }[][];
  kicks: number;
  complaint: string | null;
}

/** The simulated receipt printer: what came out of it, and the hand at its paper and cover. */
export class Printer {
  constructor(
    private readonly request: APIRequestContext,
    private readonly url: string,
  ) {}

  /** As it stands at the start of a day: paper in it, cover closed, nothing hanging out. */
  async clear(): Promise<void> {
    await this.hand({ paper: 'enough', cover_open: false, manners: 'good', tear_off: true });
  }

  async hand(hand: Hand): Promise<void> {
    const response = await this.request.post(`${this.url}/hand`, { data: hand });
    expect(response.ok(), await response.text()).toBe(true);
  }

  /** What hangs out of it, slip by slip, as text. */
  async slips(): Promise<string[]> {
    const { slips, complaint } = await this.#state();
    expect(complaint).toBeNull();
    return slips.map((items) => items.map(({ line }) => line ?? '').join('\n'));
  }

  /** How often the drawer sprang open. */
  async kicks(): Promise<number> {
    return (await this.#state()).kicks;
  }

  async #state(): Promise<State> {
    return (await this.request.get(`${this.url}/state`)).json();
  }
}
