import type { Page } from '@playwright/test';
import { expectAccessible, expectLargeTargets, expectNoOverflow } from './inspect';
import { expect, test, type Till } from './till';

/** A register that only these tests count. */
const REGISTER = 'Counter 2';

/** To the shift's screen. */
async function toShift(till: Till): Promise<void> {
  const { page } = till;
  await page.getByRole('button', { name: /You and this screen/ }).click();
  await page.getByRole('menuitem', { name: 'Shift' }).click();
  await expect(page.getByRole('heading', { level: 1, name: /^Shift/ })).toBeVisible();
}

/** One of what can be done in a shift. */
async function choose(page: Page, part: string): Promise<void> {
  await page.locator('button[data-row]', { hasText: part }).click();
}

test('a day at the drawer: opened, sold in, cash moved, looked at, counted short, closed', async ({
  till,
  server,
}) => {
  const { page } = till;
  const mug = await server.article({ name: 'Enamel Mug', price: 1200 });
  await server.closeShift(REGISTER, 5000);
  await till.open(REGISTER);

  // Nothing is sold without a shift, and one key leads to one.
  await expect(till.cart.getByText('No shift is open')).toBeVisible();
  await till.scan(mug.barcode);
  await till.expectTotal('£12.00');
  await expect(till.cart.getByRole('button', { name: /^Pay/ })).toHaveCount(0);
  await till.cart.getByRole('button', { name: 'Open a shift' }).click();
  await expect(page.getByText('As it was left: £50.00')).toBeVisible();
  await till.type('6000');
  await expect(page.getByText('£10.00 comes from the safe')).toBeVisible();
  await page.getByRole('button', { name: 'Open with £60.00' }).click();

  // The cart has waited.
  await till.pay('£12.00');
  await till.tender(/^£20/).click();
  await till.expectDone('Change', '£8.00');
  await till.nextSale.click();

  await toShift(till);
  await expect(page.getByText('Should be in the drawer£72.00')).toBeVisible();
  await choose(page, 'Cash out');
  await page.getByRole('button', { name: 'Take out' }).click();
  await expect(page.getByText('Choose what it is for.')).toBeVisible();
  await page.getByRole('button', { name: 'Small expense' }).click();
  await page.getByRole('textbox', { name: 'In words' }).fill('Milk for the kitchen');
  await page.getByRole('heading', { name: 'Cash out' }).click();
  await till.type('340');
  await page.getByRole('button', { name: 'Take out £3.40' }).click();
  await expect(page.getByText('Should be in the drawer£68.60')).toBeVisible();
  await choose(page, 'Into the safe');
  await page.getByRole('button', { name: 'Too much in the drawer' }).click();
  await till.type('2000');
  await page.getByRole('button', { name: 'Into the safe: £20.00' }).click();
  await expect(page.getByText('Should be in the drawer£48.60')).toBeVisible();
  await choose(page, 'Open the drawer');
  await page.getByRole('button', { name: 'Change for a customer' }).click();
  await page.getByRole('button', { name: 'Open the drawer' }).last().click();

  const paper = page.locator('[data-shift-report]');
  await expect(paper).toContainText(/X report · shift \d+/);
  await expect(paper).toContainText('Cash out: Small expense-3.40');
  await expect(paper).toContainText('Milk for the kitchen');
  await expect(paper).toContainText('Into the safe-20.00');
  await expect(paper).toContainText('Drawer opened once without a sale');
  await expect(paper).toContainText('Expected48.60');

  // Counted by keys alone: two twenties, no ten, one five, one two, one pound.
  await till.type('z');
  await expect(page.getByRole('heading', { name: 'Count the drawer' })).toBeFocused();
  await till.press('Enter');
  await till.type('2', 'Enter');
  await till.press('Enter');
  await till.type('1', 'Enter');
  await till.type('1', 'Enter');
  await till.type('1');
  await page.getByRole('button', { name: 'Counted: £48.00' }).click();
  await expect(page.getByText('Short-£0.60')).toBeVisible();
  await page.getByRole('button', { name: 'Nothing', exact: true }).click();
  await expect(page.getByText('£48.00 goes into the safe.')).toBeVisible();
  await page.getByRole('textbox', { name: 'Note' }).fill('A coin fell behind the counter');
  await page.getByRole('button', { name: 'Close the shift' }).last().click();

  await expect(page.getByRole('heading', { name: /Shift \d+ is closed/ })).toBeVisible();
  await expect(paper).toContainText(/Z report \d+/);
  await expect(paper).toContainText('Expected48.60Counted48.00Difference-£0.60');
  await expect(paper).toContainText('2 × £20.0040.00');
  await expect(paper).toContainText('A coin fell behind the counter');
  const closed = await server.lastShift(REGISTER);
  expect(closed.difference).toEqual({ amount: -60, currency: 'GBP' });
  expect(closed.left_in_drawer).toEqual({ amount: 0, currency: 'GBP' });

  // On paper there is the report and nothing else.
  await page.emulateMedia({ media: 'print' });
  await expect(paper).toBeVisible();
  await expect(page.getByRole('heading', { name: /Shift \d+ is closed/ })).toBeHidden();
  await expect(page.getByText('Back to the sale')).toBeHidden();
  await page.emulateMedia({ media: 'screen' });

  await page.getByRole('button', { name: 'Open the next shift' }).click();
  await page.getByRole('button', { name: 'Open with £0.00' }).click();
  await expect(till.cart.getByText('Ready to sell')).toBeVisible();
});

test('a blind count shows no figure before it is done', async ({ till, server }) => {
  const { page } = till;
  await server.closeShift(REGISTER, 0);
  await server.changeRegister(REGISTER, { blind_count: true });
  await server.openShift(REGISTER, 3000);
  await server.changeRegister(REGISTER, { blind_count: false });
  await till.open(REGISTER);
  await toShift(till);
  await expect(page.getByText('counted without seeing what should be in it')).toBeVisible();
  await expect(page.locator('[data-shift-report]')).toContainText(
    'Shown once the drawer is counted',
  );
  await choose(page, 'Close the shift');
  await page.getByRole('tab', { name: 'One sum' }).click();
  await till.type('3100');
  await expect(page.getByText('Expected')).toHaveCount(0);
  await page.getByRole('button', { name: 'Counted: £31.00' }).click();
  await expect(page.getByText('The difference is shown once the shift is closed.')).toBeVisible();
  await page.getByRole('button', { name: 'Close the shift' }).last().click();
  await expect(page.getByRole('status').filter({ hasText: 'Over' })).toContainText('+£1.00');
  // Elsewhere it is known at once that nothing can be sold here.
  await page.getByRole('button', { name: 'Back to the sale' }).click();
  await expect(till.cart.getByText('No shift is open')).toBeVisible();
  await server.openShift(REGISTER, 3000);
  await expect(till.cart.getByText('Ready to sell')).toBeVisible();
});

test('a payment without an answer keeps the shift open, and the till leads to it', async ({
  till,
  server,
  terminal,
}) => {
  const { page } = till;
  const tray = await server.article({ name: 'Tea Tray', price: 2495 });
  await till.open();
  await till.scan(tray.barcode);
  await till.pay('£24.95');
  await terminal.will('network_dead');
  await till.tender('Card').click();
  await expect(page.getByRole('heading', { name: /No answer yet/ })).toBeVisible();
  await page.getByRole('button', { name: 'Leave it' }).click();
  await expect(till.goods).toBeVisible();

  await toShift(till);
  await choose(page, 'Close the shift');
  await expect(page.getByText('One payment is not certain yet')).toBeVisible();
  await expect(page.getByText('Payment without an answer')).toBeVisible();
  await page.getByRole('button', { name: /^Counted/ }).click();
  await expect(page.getByRole('button', { name: 'Close the shift' }).last()).toBeDisabled();
  await page.getByRole('button', { name: 'To the payment' }).click();
  await expect(page.getByRole('heading', { name: /No answer yet/ })).toBeVisible();
  await terminal.answer();
  await page.getByRole('button', { name: 'Ask again now' }).click();
  await till.expectDone('Paid', '£24.95');
  await till.nextSale.click();
  await toShift(till);
  await choose(page, 'Close the shift');
  await expect(page.getByRole('heading', { name: 'Count the drawer' })).toBeVisible();
  await expect(page.getByText('One payment is not certain yet')).toHaveCount(0);
});

async function hold(page: Page, state: string): Promise<void> {
  await expectAccessible(page, state);
  await expectLargeTargets(page, state);
  await expectNoOverflow(page, state);
}

for (const { width, height, theme, isTouch } of [
  { width: 1280, height: 720, theme: 'light', isTouch: false },
  { width: 390, height: 844, theme: 'dark', isTouch: true },
] as const) {
  test.describe(`at ${width} x ${height}, ${theme}`, () => {
    test.use({ viewport: { width, height }, isMobile: isTouch, hasTouch: isTouch });

    test('every state of a shift holds WCAG AA, every key has the size of a finger', async ({
      till,
      server,
    }) => {
      const { page } = till;
      await page.emulateMedia({ colorScheme: theme });
      const isPhone = width < 640;
      const back = async () => {
        if (isPhone) await page.getByRole('button', { name: 'Shift', exact: true }).click();
      };
      await server.closeShift(REGISTER, 5000);
      await till.open(REGISTER);
      await hold(page, 'no shift');
      await page.getByRole('button', { name: 'Open a shift' }).click();
      await expect(page.getByText('As it was left')).toBeVisible();
      await hold(page, 'open with a sum');
      await page.getByRole('tab', { name: 'Coins and notes' }).click();
      await hold(page, 'open by coin and note');
      await page.getByRole('tab', { name: 'One sum' }).click();
      await page.getByRole('button', { name: /^Open with/ }).click();
      await toShift(till);
      await hold(page, 'shift');
      if (isPhone) await choose(page, 'X report');
      await expect(page.locator('[data-shift-report]')).toBeVisible();
      await hold(page, 'X report');
      await back();
      await choose(page, 'Cash in');
      await page.getByRole('button', { name: /^Put in/ }).click();
      await expect(page.getByText('Choose what it is for.')).toBeVisible();
      await hold(page, 'cash in, incomplete');
      await back();
      await choose(page, 'Open the drawer');
      await hold(page, 'drawer');
      await back();
      await choose(page, 'Close the shift');
      await expect(page.getByRole('heading', { name: 'Count the drawer' })).toBeVisible();
      await hold(page, 'count');
      await page.getByRole('button', { name: /^Counted/ }).click();
      await hold(page, 'check');
      await page.getByRole('button', { name: 'Close the shift' }).last().click();
      await expect(page.locator('[data-shift-report]')).toContainText('Z report');
      await hold(page, 'closed');
      await page.getByRole('button', { name: 'Open the next shift' }).click();
      await page.getByRole('button', { name: /^Open with/ }).click();
    });
  });
}
