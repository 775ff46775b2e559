/** The back office in a browser and the shop's server behind it, in the words of the shop. */
import { readFile } from 'node:fs/promises';
import type { APIRequestContext, Locator, Page } from '@playwright/test';
import type { Customer, Order, Refund } from '../src/api/types';
import { Server, type Article } from './server';
import { expect, test as base, type Shop } from './shop';

export class Office {
  constructor(
    readonly page: Page,
    private readonly shop: Shop,
  ) {}

  /** Signs the owner in. */
  async enter(): Promise<void> {
    const { request } = this.page.context();
    const signedIn = await request.post(`${this.shop.url}/v1/sessions`, {
      data: { email: 'owner@example.com', password: 'demo' },
    });
    expect(signedIn.status()).toBe(201);
  }

  /** A page with all that it loads, and the line to the server open. */
  async open(path: string): Promise<void> {
    await this.page.goto(`${this.shop.url}${path}`);
    await expect(this.page.getByRole('heading', { level: 1 })).toBeVisible();
    await this.settled();
    await expect(this.page.getByText('Live', { exact: true }).first()).toBeVisible();
  }

  /** The palette, ready for typing. */
  async openPalette(): Promise<void> {
    await this.page.keyboard.press('Control+k');
    await expect(this.page.getByRole('combobox', { name: 'Find an order' })).toBeFocused();
  }

  /** Nothing is loading any more. */
  async settled(): Promise<void> {
    await expect(this.page.locator('[aria-busy="true"]')).toHaveCount(0);
  }

  /** A row of a list. */
  row(text: string): Locator {
    return this.page.getByRole('row', { name: text });
  }

  /** Chooses a period by its name. */
  async choosePeriod(name: string): Promise<void> {
    await this.page.getByRole('button', { name: /Period/ }).click();
    await this.page.getByRole('option', { name, exact: true }).click();
    await this.settled();
  }

  /** What a menu's item hands over as a file. */
  async download(menu: string, item: string): Promise<{ name: string; text: string }> {
    await this.page.getByRole('button', { name: menu, exact: true }).click();
    return this.file(this.page.getByRole('menuitem', { name: item }));
  }

  /** What a button hands over as a file. */
  async file(button: Locator): Promise<{ name: string; text: string }> {
    const started = this.page.waitForEvent('download');
    await button.click();
    const file = await started;
    return { name: file.suggestedFilename(), text: await readFile(await file.path(), 'utf8') };
  }

  /** Each row of the journal as it is read: what, debit, credit. */
  async journal(): Promise<string[][]> {
    const rows = await this.page.getByRole('row').filter({ has: this.page.getByRole('gridcell') });
    return Promise.all(
      (await rows.all()).map((row) => row.getByRole('gridcell').allTextContents()),
    );
  }

  /** A card of the page at hand, by its heading. */
  card(title: string): Locator {
    const heading = this.page.getByRole('heading', { name: title, exact: true });
    return this.page.locator('section', { has: heading });
  }

  /** When `text` first stood on the page, by the clock that Date.now() reads here too. */
  appearance(text: string): Promise<number> {
    return this.page.evaluate(
      (wanted) =>
        new Promise<number>((seen) => {
          const look = () => {
            if (!document.querySelector('#content')?.textContent.includes(wanted)) return false;
            watcher.disconnect();
            requestAnimationFrame(() => seen(Date.now()));
            return true;
          };
          const watcher = new MutationObserver(look);
          if (look()) return;
          watcher.observe(document.body, { subtree: true, childList: true, characterData: true });
        }),
      text,
    );
  }
}

/** A register somewhere else, which sends its sales as registers do. */
export class Elsewhere {
  constructor(
    private readonly request: APIRequestContext,
    private readonly shop: Shop,
  ) {}

  /** A sale for cash. */
  async sell(
    { variantId }: Article,
    { quantity = '1', customer }: { quantity?: string; customer?: Customer } = {},
  ): Promise<Order> {
    const options = await this.request.get(`${this.shop.url}/v1/sign-in-options`);
    const { registers } = await options.json();
    return this.#post<Order>('sales', {
      register_id: registers[0].id,
      customer_id: customer?.id,
      lines: [{ variant_id: variantId, quantity }],
      payments: [{ tender: 'cash' }],
    });
  }

  /** Gives all of a sale back, by the register that sold it. */
  async refund({ id, register_id }: Order, reason: string): Promise<Refund> {
    return this.#post<Refund>(`orders/${id}/refunds`, { register_id, reason });
  }

  /** A customer nobody has served yet. */
  async customer(name: string): Promise<Customer> {
    return this.#post<Customer>('customers', { name: `${name} ${Date.now()}` });
  }

  async #post<T>(path: string, data: object): Promise<T> {
    const headers = { authorization: `Bearer ${this.shop.apiKey}` };
    const response = await this.request.post(`${this.shop.url}/v1/${path}`, { headers, data });
    expect(response.ok(), `${path}: ${await response.text()}`).toBe(true);
    return response.json();
  }
}

interface Fixtures {
  office: Office;
  server: Server;
  elsewhere: Elsewhere;
}

export const test = base.extend<Fixtures>({
  server: async ({ request, shop }, use) => use(new Server(request, shop)),
  elsewhere: async ({ request, shop }, use) => use(new Elsewhere(request, shop)),
  office: async ({ page, shop }, use) => {
    const office = new Office(page, shop);
    await office.enter();
    await use(office);
  },
});

export { expect };
