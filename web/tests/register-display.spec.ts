import type { Page } from '@playwright/test';
import { expectAccessible, expectNoOverflow } from './inspect';
import { expect, test, type Till } from './till';

/** The customer's window, as the cashier opens it. */
async function openDisplay({ page }: Till): Promise<Page> {
  const opened = page.waitForEvent('popup');
  await page.getByRole('button', { name: /You and this screen/ }).click();
  await page.getByRole('menuitem', { name: 'Customer display' }).click();
  const display = await opened;
  await expect(display.getByText('Welcome')).toBeVisible();
  return display;
}

test('the customer follows the sale on a screen of their own', async ({
  page,
  till,
  server,
  terminal,
}) => {
  const kettle = await server.article({ name: 'Whistling Kettle', price: 3600 });
  await till.open();
  const display = await openDisplay(till);
  const main = display.getByRole('main', { name: 'Customer display' });
  await expect(display.getByRole('heading', { level: 1 })).not.toBeEmpty();

  await page.bringToFront();
  await till.scan(kettle.barcode);
  await till.scan(kettle.barcode);
  const line = display.getByRole('listitem').filter({ hasText: kettle.name });
  await expect(line).toHaveText(/^2 ×Whistling Kettle \d+£36\.00 each£72\.00$/);
  await expect(main.getByText(/^Total/)).toHaveText('Total£72.00');
  await till.cart.getByRole('button', { name: 'Discount', exact: true }).click();
  await till.cart.getByRole('button', { name: '10 %' }).click();
  await till.cart.getByRole('button', { name: 'Done' }).click();
  await expect(main.getByText(/^You save/)).toHaveText('You save£7.20');
  await expect(main.getByText(/^Total/)).toHaveText('Total£64.80');

  // Part in cash, the rest by card, each step as the customer should know it.
  await till.pay('£64.80');
  await expect(display.getByRole('heading')).toHaveText('To pay');
  await expect(main).toContainText('£64.80');
  await till.type('2000', 'Enter');
  await expect(display.getByRole('heading')).toHaveText('Still to pay');
  await expect(main).toContainText('£20.00 of £64.80 paid');
  await terminal.will('by_hand');
  await till.tender('Card').click();
  await expect(display.getByRole('heading')).toHaveText('Please present your card');
  await expect(main).toContainText('£44.80');
  await terminal.press('approve');
  await till.expectDone('Paid', '£64.80');
  await expect(display.getByRole('heading')).toHaveText('Thank you');
  const number = await till.receiptNumber();
  await expect(display.getByRole('img', { name: `QR code of receipt ${number}` })).toBeVisible();

  await till.nextSale.click();
  await expect(display.getByText('Welcome')).toBeVisible();
  await till.scan(kettle.barcode);
  await till.pay('£36.00');
  await till.tender('£40').click();
  await till.expectDone('Change', '£4.00');
  await expect(main).toContainText('Change£4.00');
});

test('a display that is opened in the middle of a sale, or again, shows it at once', async ({
  page,
  till,
  server,
}) => {
  const plate = await server.article({ name: 'Oval Plate', price: 800 });
  await till.open();
  await till.scan(plate.barcode);
  await till.expectTotal('£8.00');
  const opened = page.waitForEvent('popup');
  await page.getByRole('button', { name: /You and this screen/ }).click();
  await page.getByRole('menuitem', { name: 'Customer display' }).click();
  const display = await opened;
  await expect(display.getByText(plate.name)).toBeVisible();
  await display.reload();
  await expect(display.getByText(plate.name)).toBeVisible();

  // The till is gone: nothing of the sale stays.
  await page.goto('about:blank');
  await expect(display.getByText('Welcome')).toBeVisible();
  await expect(display.getByText(plate.name)).toBeHidden();
});

for (const { width, height, theme, language } of [
  { width: 1280, height: 800, theme: 'dark', language: 'Deutsch' },
  { width: 390, height: 844, theme: 'light', language: 'English' },
] as const) {
  test(`the display holds WCAG AA at ${width}, ${theme}, ${language}`, async ({
    till,
    server,
    page,
  }) => {
    const lamp = await server.article({ name: 'Reading Lamp', price: 4500 });
    await till.open();
    const display = await openDisplay(till);
    await display.setViewportSize({ width, height });
    await display.emulateMedia({ colorScheme: theme, reducedMotion: 'reduce' });
    if (language === 'Deutsch') {
      await display.evaluate(() => localStorage.setItem('onetill.language', 'de'));
      await display.reload();
      await expect(display.getByText('Willkommen')).toBeVisible();
    }
    const hold = async (state: string) => {
      await expectAccessible(display, state);
      await expectNoOverflow(display, state);
    };
    await hold('idle');
    await page.bringToFront();
    for (let times = 0; times < 3; times += 1) await till.scan(lamp.barcode);
    await expect(display.getByText(lamp.name)).toBeVisible();
    await hold('cart');
    await till.pay('£135.00');
    await expect(display.getByRole('listitem')).toHaveCount(0);
    await hold('pay');
    await till.type('20000', 'Enter');
    await till.expectDone('Change', '£65.00');
    await expect(display.getByRole('img')).toBeVisible();
    await hold('done');
  });
}
