import type { Page } from '@playwright/test';
import { expectAccessible, expectLargeTargets, expectNoOverflow } from './inspect';
import { expect, test, type Till } from './till';
import type { Server } from './server';
import type { Terminal } from './terminal';

interface Shop {
  till: Till;
  server: Server;
  terminal: Terminal;
}

/** Through the states of the till, from the sign-in to a refund; `look` is called in each. */
async function walk(
  { till, server, terminal }: Shop,
  url: string,
  look: (state: string) => Promise<void>,
): Promise<void> {
  const { page } = till;
  const isPhone = (page.viewportSize()?.width ?? 0) < 640;
  const openCart = async () => {
    if (isPhone) await page.getByRole('button', { name: /^(\d+ items?|Cart) £/ }).click();
  };
  const tray = await server.article({ name: 'Tea Tray', price: 2495, onHand: 1 });

  await page.goto(`${url}/sign-in?part=register`);
  await expect(page.getByText('Which register is this?')).toBeVisible();
  await look('which register');
  await page.getByRole('button', { name: /Counter 1/ }).click();
  await look('who is selling');
  await page.getByRole('button', { name: /Nell Marlowe/ }).click();
  await till.type('9999', 'Enter');
  await expect(page.getByText('Try again')).toBeVisible();
  await look('wrong PIN');
  // The right one forgives the wrong one: five of those would make every test on this server wait.
  await till.type('1111', 'Enter');
  await expect(till.goods).toBeVisible();

  await till.open();
  await look('goods');
  await till.search.fill('no such thing');
  await expect(page.getByText('Nothing found')).toBeVisible();
  await look('nothing found');
  await till.search.fill('');
  await till.scan('4006381333931');
  await expect(page.getByText('is not in the catalogue')).toBeVisible();
  await look('unknown code');

  await till.scan(tray.barcode);
  await till.scan(tray.barcode);
  await openCart();
  await expect(till.cart.getByText('It goes on the recount list')).toBeVisible();
  await till.expectTotal('£49.90');
  await look('cart with a warning');
  await till.line(tray.name).click();
  await look('quantity of a line');
  await till.cart.getByRole('tab', { name: 'Discount' }).click();
  await till.cart.getByRole('button', { name: '10 %' }).click();
  await look('discount of a line');
  await till.cart.getByRole('tab', { name: 'Note' }).click();
  await look('note of a line');
  await till.cart.getByRole('button', { name: 'Done' }).click();
  await till.cart.getByRole('button', { name: 'Customer', exact: true }).click();
  await expect(till.cart.getByRole('listitem').first()).toBeVisible();
  await look('customers');
  await till.cart.getByRole('button', { name: 'New customer' }).click();
  await look('new customer');
  await page.keyboard.press('Escape');
  if (isPhone) await openCart();

  await till.pay('£44.91');
  await look('tenders');
  await terminal.will('insufficient_funds');
  await till.tender('Card').click();
  await expect(page.getByText('Card declined')).toBeVisible();
  await look('card declined');
  await terminal.will('by_hand');
  await till.tender('Card').click();
  await expect(page.getByRole('heading', { name: 'Ask for the card' })).toBeVisible();
  await look('ask for the card');
  await terminal.press('cancel');
  await expect(page.getByText('Stopped on the terminal')).toBeVisible();
  await till.type('6000');
  await look('cash typed');
  await till.tender(/Cash £60.00/).click();
  await till.expectDone('Change', '£15.09');
  await expect(till.nextSale).toBeEnabled();
  await look('change');

  const number = await till.receiptNumber();
  await till.scan(number);
  await expect(page.getByRole('button', { name: new RegExp(`^${number}`) })).toBeVisible();
  await look('find a sale');
  await page.getByRole('button', { name: new RegExp(`^${number}`) }).click();
  await page.getByRole('button', { name: 'Everything' }).click();
  await look('refund');
  await page.getByRole('button', { name: 'Faulty' }).click();
  await page.getByRole('button', { name: 'Refund £44.91' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'Refunded' })).toBeVisible();
  await look('refunded');
}

async function hold(page: Page, state: string): Promise<void> {
  await expectAccessible(page, state);
  await expectLargeTargets(page, state);
  await expectNoOverflow(page, state);
}

/** A small laptop, a tablet, a phone; each theme once. */
const LOOKS = [
  { width: 1280, height: 720, theme: 'light', isTouch: false },
  { width: 1280, height: 720, theme: 'dark', isTouch: false },
  { width: 834, height: 1112, theme: 'light', isTouch: true },
  { width: 390, height: 844, theme: 'dark', isTouch: true },
] as const;

for (const { width, height, theme, isTouch } of LOOKS) {
  test.describe(`at ${width} x ${height}, ${theme}`, () => {
    test.use({ viewport: { width, height }, isMobile: isTouch, hasTouch: isTouch });

    test('every state of the till holds WCAG AA, every key has the size of a finger', async ({
      page,
      shop,
      till,
      server,
      terminal,
    }) => {
      await page.emulateMedia({ colorScheme: theme });
      await walk({ till, server, terminal }, shop.url, (state) => hold(page, state));
    });
  });
}
