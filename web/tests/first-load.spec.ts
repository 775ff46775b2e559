import type { Page } from '@playwright/test';
import { Office } from './office';
import { expect, test } from './till';

/** What the first load of a screen may bring in scripts, compressed. */
const MOST_BYTES = 300_000;

/** Until when a page was waited for: since it began, in milliseconds. */
async function usableAt(page: Page): Promise<number> {
  return page.evaluate(() => {
    const [mark] = performance.getEntriesByName('onetill.usable');
    return mark?.startTime ?? performance.now();
  });
}

/** The scripts that a page asked for until then hold less than they may, in compressed bytes. */
async function hold(page: Page, what: string): Promise<void> {
  const usable = await usableAt(page);
  const scripts = await page.evaluate(
    (until) =>
      performance
        .getEntriesByType('resource')
        .filter(({ name, startTime }) => /\.js$/.test(name) && startTime <= until)
        .map((entry) => {
          const { name, encodedBodySize } = entry as PerformanceResourceTiming;
          return { name: new URL(name).pathname, size: encodedBodySize };
        }),
    usable,
  );
  const bytes = scripts.reduce((all, { size }) => all + size, 0);
  const largest = scripts.sort((a, b) => b.size - a.size).slice(0, 12);
  const told = largest.map(({ name, size }) => `${name} ${size}`).join('\n');
  // For whoever reads the report; a busy machine may take any time for it.
  console.log(`${what}: ${bytes} bytes of script, usable within ${Math.round(usable)} ms`);
  expect(scripts.length, what).toBeGreaterThan(5);
  expect(bytes, `${what}, the largest:\n${told}`).toBeLessThan(MOST_BYTES);
}

test('the first load of the register brings less than 300 KB of script', async ({ page, till }) => {
  await till.open();
  await hold(page, 'register');
});

for (const path of ['/sign-in', '/display']) {
  test(`the first load of ${path} brings less than 300 KB of script`, async ({ page, shop }) => {
    await page.goto(`${shop.url}${path}`);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await hold(page, path);
  });
}

test('the first page of the back office brings less than 300 KB of script, with its plot and all', async ({
  page,
  shop,
}) => {
  const office = new Office(page, shop);
  await office.enter();
  await office.open('/');
  await expect(page.getByRole('application', { name: /Sales by hour/ })).toBeVisible();
  await hold(page, '/');
  // The calendar comes when somebody asks for it.
  await page.getByRole('button', { name: /^Day: / }).click();
  await expect(page.getByRole('dialog').getByRole('grid')).toBeVisible();
});

for (const path of ['/orders', '/products']) {
  test(`the first load of ${path} in the back office brings less than 300 KB of script`, async ({
    page,
    shop,
  }) => {
    const office = new Office(page, shop);
    await office.enter();
    await page.goto(`${shop.url}${path}`);
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
    await hold(page, path);
  });
}
