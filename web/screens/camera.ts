import { mkdirSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { test as base, type Browser, type Page } from '@playwright/test';
import { withShop, type Shop } from '../tests/shop';

/** Every picture is of this afternoon, so that it changes only when the screen does. */
export const NOW = '2026-11-20T16:40:00Z';

const FOLDER = resolve(import.meta.dirname, '../../docs/screens');

/** A longer page is cut off here. */
const MOST_HEIGHT = 1600;

/** A phone, a tablet, a desktop. */
export const SIZES = {
  390: { width: 390, height: 844 },
  834: { width: 834, height: 1112 },
  1440: { width: 1440, height: 900 },
} as const;
export type Size = keyof typeof SIZES;
export type Theme = 'light' | 'dark';

/** What every screen is looked at in. */
export const LOOKS: readonly { size: Size; theme: Theme }[] = [
  { size: 1440, theme: 'light' },
  { size: 1440, theme: 'dark' },
  { size: 834, theme: 'light' },
  { size: 834, theme: 'dark' },
  { size: 390, theme: 'light' },
  { size: 390, theme: 'dark' },
];

/** A shop whose clock begins at NOW, one for all pictures. */
export const test = base.extend<object, { shop: Shop }>({
  shop: [
    // eslint-disable-next-line no-empty-pattern -- Playwright reads the fixture's needs from this pattern
    async ({}, use) => withShop(['--now', NOW], use),
    { scope: 'worker', timeout: 300_000 },
  ],
});

/** A window of one size and theme. */
export class Camera {
  private constructor(
    readonly page: Page,
    readonly size: Size,
    private readonly suffix: string,
  ) {}

  /** `time` runs where what is typed and what is scanned must be told apart. */
  static async open(
    browser: Browser,
    shop: Pick<Shop, 'url'>,
    size: Size,
    theme: Theme,
    time: 'fixed' | 'running' = 'fixed',
  ): Promise<Camera> {
    const context = await browser.newContext({
      baseURL: shop.url,
      viewport: SIZES[size],
      colorScheme: theme,
      locale: 'en-GB',
      timezoneId: 'Europe/London',
      reducedMotion: 'reduce',
    });
    const page = await context.newPage();
    if (time === 'fixed') await page.clock.setFixedTime(NOW);
    return new Camera(page, size, `${size}-${theme}`);
  }

  /** Of another window, as `camera` takes its own. */
  static of(page: Page, camera: Camera): Camera {
    return new Camera(page, camera.size, camera.suffix);
  }

  async close(): Promise<void> {
    await this.page.context().close();
  }

  /** Goes to a page of the back office and takes its picture. */
  async visit(name: string, path: string): Promise<void> {
    await this.page.goto(path);
    await this.page.getByRole('heading', { level: 1 }).waitFor();
    await this.take(name);
  }

  /** Takes the picture when nothing is loading any more; a page longer than the window in full. */
  async take(name: string): Promise<void> {
    const { page } = this;
    await page.waitForFunction(() => {
      const isLoading = document.querySelector('[aria-busy="true"]');
      // A lazy picture outside the window, below it or beside it, never loads.
      const images = Array.from(document.images).filter((image) => {
        const { top, bottom, left, right } = image.getBoundingClientRect();
        return top < innerHeight && bottom > 0 && left < innerWidth && right > 0 && left < right;
      });
      return (
        !isLoading && images.every((image) => image.complete) && document.fonts.status === 'loaded'
      );
    });
    const size = SIZES[this.size];
    const hidden = await page.evaluate(() => {
      const main = document.querySelector('#content') ?? document.documentElement;
      return main.scrollHeight - main.clientHeight;
    });
    if (hidden > 0)
      await page.setViewportSize({ ...size, height: Math.min(size.height + hidden, MOST_HEIGHT) });
    // Twice the frame: a resized chart draws itself in the one after.
    await page.evaluate(
      () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
    );
    const devtools = await page.context().newCDPSession(page);
    const { data } = await devtools.send('Page.captureScreenshot', { format: 'webp', quality: 70 });
    await devtools.detach();
    if (hidden > 0) await page.setViewportSize(size);
    mkdirSync(FOLDER, { recursive: true });
    writeFileSync(resolve(FOLDER, `${name}-${this.suffix}.webp`), Buffer.from(data, 'base64'));
  }
}
