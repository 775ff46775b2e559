/** A till in a browser, the shop's server behind it and the terminal beside it, in the words of the shop. */
import type { CDPSession, Locator, Page } from '@playwright/test';
import { Server } from './server';
import { expect, test as base, type Shop } from './shop';
import { Printer } from './printer';
import { Terminal } from './terminal';

/** Between the keys of a scanner and of a person, in seconds. */
const SCANNER_PACE = 0.008;
const PERSON_PACE = 0.13;
const SLOW_PACE = 0.09;

const NAMED_KEYS = {
  Enter: { code: 13, text: '\r' },
  Tab: { code: 9, text: undefined },
  Escape: { code: 27, text: undefined },
  ArrowRight: { code: 39, text: undefined },
  ArrowUp: { code: 38, text: undefined },
  ArrowDown: { code: 40, text: undefined },
  Delete: { code: 46, text: undefined },
};
type NamedKey = keyof typeof NAMED_KEYS;

function isNamed(key: string): key is NamedKey {
  return key in NAMED_KEYS;
}

export class Till {
  #devtools: CDPSession | undefined;
  /** Seconds. Keys carry their own times, so that a slow machine does not make a scanner a person. */
  #clock = Date.now() / 1000;
  #hasClock = false;

  constructor(
    readonly page: Page,
    private readonly shop: Shop,
  ) {}

  /** Signed in at a register, as the first who may or the one who is named, with the goods on the screen. */
  async open(register = 'Counter 1', person?: string): Promise<void> {
    const { request } = this.page.context();
    const options = await (await request.get(`${this.shop.url}/v1/sign-in-options`)).json();
    const { pins } = options.demo_sign_in;
    const { staff_id, pin } =
      person === undefined ? pins[0] : pins.find(({ name }: { name: string }) => name === person);
    const { id } = options.registers.find(({ name }: { name: string }) => name === register);
    const signedIn = await request.post(`${this.shop.url}/v1/sessions`, {
      data: { register_id: id, staff_id, pin },
    });
    expect(signedIn.status()).toBe(201);
    await this.page.goto(`${this.shop.url}/register`);
    await expect(this.goods).toBeVisible();
  }

  get goods(): Locator {
    return this.page.getByRole('grid', { name: 'Goods' });
  }

  get search(): Locator {
    return this.page.getByRole('searchbox', { name: 'Search goods or scan' });
  }

  /** The cart's column; on a phone the sheet that rises. */
  get cart(): Locator {
    const { page } = this;
    return page
      .getByRole('complementary', { name: 'Cart' })
      .or(page.getByRole('dialog', { name: 'Cart' }));
  }

  /** A line of the cart: the key that opens its editor. */
  line(name: string): Locator {
    return this.cart.locator('[data-cart-line]', { hasText: name });
  }

  get receipt(): Locator {
    return this.page.locator('[data-receipt]');
  }

  async receiptNumber(): Promise<string> {
    const number = this.receipt.getByText(/^R\d-\d{6}$/).first();
    return (await number.textContent()) ?? '';
  }

  /** With a scanner, whatever has the focus. */
  async scan(code: string, end: 'Enter' | 'Tab' = 'Enter'): Promise<void> {
    await this.#keys([...code, end], SCANNER_PACE);
  }

  /** With a scanner that sends no Enter. */
  async scanWithoutEnd(code: string): Promise<void> {
    await this.#keys([...code], SCANNER_PACE);
  }

  /** With one so slow that it is not known from a person. */
  async scanSlowly(code: string): Promise<void> {
    await this.#keys([...code], SLOW_PACE);
  }

  /** From now on the page's clock is the test's: from key to key exactly their pace goes by. */
  async takeClock(): Promise<void> {
    await this.page.clock.install();
    this.#hasClock = true;
  }

  /** Whatever waits for a moment without keys has had it. */
  async rest(): Promise<void> {
    await this.page.clock.runFor(1_000);
  }

  /** By hand, at a person's pace: characters, and `Enter` where asked. */
  async type(text: string, end?: 'Enter'): Promise<void> {
    await this.#keys([...text, ...(end ? [end] : [])], PERSON_PACE);
  }

  async press(...keys: NamedKey[]): Promise<void> {
    await this.#keys(keys, PERSON_PACE);
  }

  async expectTotal(amount: string): Promise<void> {
    await expect(this.cart.locator('p', { hasText: /^Total/ })).toHaveText(`Total${amount}`);
  }

  /** To the Pay screen. */
  async pay(due: string): Promise<void> {
    await this.cart.getByRole('button', { name: /^Pay/ }).click();
    await this.expectDue(due);
  }

  async expectDue(amount: string): Promise<void> {
    const due = this.page.getByRole('region', { name: /To pay|Still to pay/ });
    await expect(due).toHaveText(new RegExp(`pay${amount.replace('.', '[.]')}(?!\\d)`));
  }

  /** A key of the Pay screen. */
  tender(name: string | RegExp): Locator {
    // "Card" is no "Gift card".
    const begins = typeof name === 'string' ? new RegExp(`^${name}\\b`) : name;
    return this.page.getByRole('main', { name: 'Pay' }).getByRole('button', { name: begins });
  }

  /** The sale is done; `amount` is what stands on the screen in large figures. */
  async expectDone(label: 'Change' | 'Paid', amount: string): Promise<void> {
    const result = this.page.getByRole('status').filter({ hasText: label });
    await expect(result).toContainText(`${label}${amount}`);
    await expect(this.receipt).toBeVisible();
  }

  get nextSale(): Locator {
    return this.page.getByRole('button', { name: 'Next sale' });
  }

  async #keys(keys: string[], pace: number): Promise<void> {
    this.#devtools ??= await this.page.context().newCDPSession(this.page);
    // What follows is another burst, however soon it comes.
    this.#clock = Math.max(this.#clock + 1, Date.now() / 1000);
    const { clock } = this.page;
    if (this.#hasClock) await clock.pauseAt((await this.page.evaluate(() => Date.now())) + 1_000);
    for (const key of keys) {
      this.#clock += pace;
      const named = isNamed(key) ? NAMED_KEYS[key] : undefined;
      const event = {
        key,
        windowsVirtualKeyCode: named?.code ?? key.toUpperCase().charCodeAt(0),
        timestamp: this.#clock,
      };
      const text = named ? named.text : key;
      await this.#devtools.send('Input.dispatchKeyEvent', { type: 'keyDown', text, ...event });
      await this.#devtools.send('Input.dispatchKeyEvent', { type: 'keyUp', ...event });
      if (this.#hasClock) await clock.runFor(pace * 1_000);
    }
    if (this.#hasClock) await clock.resume();
  }
}

interface Fixtures {
  till: Till;
  terminal: Terminal;
  printer: Printer;
  server: Server;
}

export const test = base.extend<Fixtures>({
  till: async ({ page, shop }, use) => use(new Till(page, shop)),
  server: async ({ request, shop }, use) => use(new Server(request, shop)),
  printer: async ({ request, shop }, use) => {
    const printer = new Printer(request, shop.printer);
    await printer.clear();
    await use(printer);
    await printer.clear();
  },
  terminal: async ({ request, shop }, use) => {
    const terminal = new Terminal(request, shop.terminal);
    await terminal.clear();
    await use(terminal);
    await terminal.clear();
  },
});

export { expect };
