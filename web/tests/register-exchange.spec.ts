import type { Page } from '@playwright/test';
import { expectAccessible, expectLargeTargets } from './inspect';
import { expect, test, Till } from './till';

/** Sells one of an article for cash; the receipt's number. */
async function sell(till: Till, barcode: string, price: string): Promise<string> {
  await till.scan(barcode);
  await till.pay(price);
  await till.tender(/Exact/).click();
  await till.expectDone('Paid', price);
  const number = await till.receiptNumber();
  await till.nextSale.click();
  return number;
}

/** Everything of a sale comes back, for something else. */
async function bringBack(page: Page, till: Till, number: string): Promise<void> {
  await till.scan(number);
  await page.getByRole('button', { name: new RegExp(`^${number}`) }).click();
  await page.getByRole('button', { name: 'Everything' }).click();
  await page.getByRole('button', { name: 'Wrong article' }).click();
  await page.getByRole('button', { name: 'Exchange' }).click();
  await expect(till.cart).toContainText(number);
}

test('something dearer is taken for it: the difference is paid, in cash or by card', async ({
  page,
  till,
  terminal,
  server,
}) => {
  const small = await server.article({ name: 'Small Vase', price: 1200, onHand: 5 });
  const large = await server.article({ name: 'Large Vase', price: 2000, onHand: 5 });
  await till.open();
  const first = await sell(till, small.barcode, '£12.00');
  await bringBack(page, till, first);
  await till.scan(large.barcode);
  await till.expectTotal('£20.00');
  await expect(till.cart).toContainText('To pay£8.00');
  await expect(till.cart.getByRole('button', { name: 'Hold' })).toBeEnabled();
  // The till's own guess is faint until the server has answered.
  await expect(till.cart.locator('[aria-busy="true"]')).toHaveCount(0);
  await expectAccessible(page, 'a cart that goods come back with');
  await expectLargeTargets(page, 'a cart that goods come back with');
  await till.pay('£8.00');
  await till.tender(/Exact/).click();
  await till.expectDone('Paid', '£8.00');
  await expect(till.receipt).toContainText('Came back');
  const second = await till.receiptNumber();
  expect([await server.onHand(small), await server.onHand(large)]).toEqual(['5', '4']);
  expect(await server.order(first)).toMatchObject({ refund_state: 'full' });
  await till.nextSale.click();

  // And that one for two small ones, by card.
  await terminal.will('approve');
  await bringBack(page, till, second);
  await till.scan(small.barcode);
  await till.scan(small.barcode);
  await till.pay('£4.00');
  await till.tender('Card').click();
  await till.expectDone('Paid', '£4.00');
  const third = await server.order(await till.receiptNumber());
  expect(third.payments.map(({ tender, amount }) => [tender, amount.amount])).toEqual([
    ['card', 400],
    ['exchange', 2000],
  ]);
  expect(third.returned).toHaveLength(1);
});

test('something cheaper is taken for it: the difference goes back', async ({
  page,
  till,
  server,
}) => {
  const dear = await server.article({ name: 'Brass Bell', price: 1850, onHand: 5 });
  const cheap = await server.article({ name: 'Tin Bell', price: 350, onHand: 5 });
  await till.open();
  const number = await sell(till, dear.barcode, '£18.50');
  await bringBack(page, till, number);
  await till.scan(cheap.barcode);
  await expect(till.cart).toContainText('To give back£15.00');
  await till.pay('£0.00');
  await page.getByRole('button', { name: 'Give back £15.00' }).click();
  const done = page.getByRole('status').filter({ hasText: 'Give back' });
  await expect(done).toContainText('£15.00');
  await expect(done).toContainText('in cash, to hand over');
  await expectAccessible(page, 'money back from an exchange');
  expect([await server.onHand(dear), await server.onHand(cheap)]).toEqual(['5', '4']);
});

test('a sale with goods that come back is put aside with them, and paid at another register', async ({
  page,
  browser,
  shop,
  till,
  server,
}) => {
  const worn = await server.article({ name: 'Felt Slippers', price: 1200, onHand: 5 });
  const boots = await server.article({ name: 'Felt Boots', price: 4800, onHand: 5 });
  const laces = await server.article({ name: 'Felt Laces', price: 200, onHand: 5 });
  await till.open();
  const number = await sell(till, worn.barcode, '£12.00');
  await bringBack(page, till, number);
  await till.scan(boots.barcode);
  await expect(till.cart).toContainText('To pay£36.00');
  await till.type('h');
  await till.cart.getByRole('textbox', { name: 'Name' }).fill('Cold feet');
  await till.press('Enter');
  await expect(till.cart.getByText('Ready to sell')).toBeVisible();
  await expect(till.cart).not.toContainText(number);

  const neighbour = await browser.newContext();
  const other = new Till(await neighbour.newPage(), shop);
  await other.open('Counter 2');
  await other.cart.getByRole('button', { name: '1 held' }).click();
  await other.cart.getByRole('button', { name: /^Cold feet/ }).click();
  await expect(other.cart).toContainText(`${worn.name} · ${number}`);
  await expect(other.cart).toContainText('To pay£36.00');
  // Aside once more, as it is.
  await other.cart.getByRole('button', { name: 'Hold' }).click();
  await other.cart.getByRole('button', { name: 'Put aside' }).click();
  await other.cart.getByRole('button', { name: '1 held' }).click();
  await other.cart.getByRole('button', { name: new RegExp(`^${boots.name}`) }).click();
  await expect(other.cart).toContainText('To pay£36.00');
  await other.pay('£36.00');
  await other.tender(/Exact/).click();
  await other.expectDone('Paid', '£36.00');
  const order = await server.order(await other.receiptNumber());
  expect(order.returned).toHaveLength(1);
  expect([await server.onHand(worn), await server.onHand(boots)]).toEqual(['5', '4']);
  await neighbour.close();

  // What comes back pays all of it.
  const again = await sell(till, worn.barcode, '£12.00');
  await bringBack(page, till, again);
  await till.scan(laces.barcode);
  await expect(till.cart).toContainText('To give back£10.00');
  await till.type('h');
  await expect(till.cart.getByRole('textbox', { name: 'Name' })).toBeFocused();
  await till.press('Enter');
  await expect(till.cart.getByText('Ready to sell')).toBeVisible();
  await page.getByRole('button', { name: '1 held' }).first().click();
  await till.cart.getByRole('button', { name: new RegExp(`^${laces.name}`) }).click();
  await expect(till.cart).toContainText('To give back£10.00');
  await till.pay('£0.00');
  await page.getByRole('button', { name: 'Give back £10.00' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'Give back' })).toContainText('£10.00');
});

test('an exchange whose card is still asked for is taken up by another window with what comes back', async ({
  page,
  browser,
  shop,
  till,
  terminal,
  server,
}) => {
  const small = await server.article({ name: 'Clay Pot', price: 1200, onHand: 5 });
  const large = await server.article({ name: 'Clay Urn', price: 2000, onHand: 5 });
  await terminal.will('by_hand');
  await till.open();
  const first = await sell(till, small.barcode, '£12.00');
  await bringBack(page, till, first);
  await till.scan(large.barcode);
  await till.pay('£8.00');
  await till.tender('Card').click();
  await expect(page.getByRole('heading', { name: 'Ask for the card' })).toBeVisible();

  // A window that knows nothing of the sale but what the server does.
  const elsewhere = await browser.newContext();
  const other = new Till(await elsewhere.newPage(), shop);
  await other.open();
  await other.page.getByRole('button', { name: '1 payment open' }).click();
  await expect(other.page.getByRole('heading', { name: 'Ask for the card' })).toBeVisible();
  await page.close();
  await terminal.press('decline');
  await expect(other.page.getByText('Card declined. Nothing was charged.')).toBeVisible();
  await other.expectDue('£8.00');
  await other.tender(/Exact/).click();
  await other.expectDone('Paid', '£8.00');
  await expect(other.receipt).toContainText('Came back');
  const order = await server.order(await other.receiptNumber());
  expect(order.payments.map(({ tender, state, amount }) => [tender, state, amount.amount])).toEqual(
    expect.arrayContaining([
      ['card', 'declined', 800],
      ['cash', 'captured', 800],
      ['exchange', 'captured', 1200],
    ]),
  );
  expect(order.returned).toHaveLength(1);
  expect([await server.onHand(small), await server.onHand(large)]).toEqual(['5', '4']);
  expect(await server.order(first)).toMatchObject({ refund_state: 'full' });
  await elsewhere.close();
});

test('empties are taken off a sale, or given in cash where nothing is bought', async ({
  page,
  till,
  server,
}) => {
  const bottle = await server.article({ name: 'Milk Bottle', price: 30, kind: 'deposit' });
  const milk = await server.article({ name: 'Milk', price: 165 });
  await till.open();
  await till.scan(milk.barcode);
  await expect(till.line(milk.name)).toBeVisible();
  await page.getByRole('button', { name: /You and this screen/ }).click();
  await page.getByRole('menuitem', { name: 'Empties back' }).click();
  const more = page
    .getByRole('group', { name: bottle.name })
    .getByRole('button', { name: 'One more' });
  await more.click();
  await more.click();
  await expectAccessible(page, 'empties');
  await expectLargeTargets(page, 'empties');
  await page.getByRole('button', { name: 'Take £0.60 off the sale' }).click();
  await expect(till.cart).toContainText('To pay£1.05');
  await till.pay('£1.05');
  await till.tender(/Exact/).click();
  await till.expectDone('Paid', '£1.05');
  await till.nextSale.click();

  await till.press('Escape');
  await till.type('b');
  await more.click();
  await page.getByRole('button', { name: 'Give £0.30 in cash' }).click();
  await expect(page.getByText('£0.30 given for empties.')).toBeVisible();
});

test('without a receipt money goes back once a manager allows it', async ({
  page,
  till,
  server,
}) => {
  const jug = await server.article({ name: 'Stone Jug', price: 2250, onHand: 5 });
  await till.open();
  await page.getByRole('button', { name: 'Refund' }).click();
  await page.getByRole('button', { name: 'Without receipt' }).click();
  await expect(page.getByText('What comes back?')).toBeVisible();
  await till.scan(jug.barcode);
  await page.getByRole('button', { name: '£22.50 each' }).click();
  const pad = page.getByRole('dialog', { name: jug.name });
  await till.type('2000');
  await pad.getByRole('button', { name: 'Done' }).click();
  await page.getByRole('button', { name: 'Refund £20.00' }).click();
  await expect(page.getByText('Say why it comes back.')).toBeVisible();
  await page.getByRole('button', { name: 'Receipt lost' }).click();
  await expectAccessible(page, 'a refund without a receipt');
  await expectLargeTargets(page, 'a refund without a receipt');
  await page.getByRole('button', { name: 'Refund £20.00' }).click();
  const dialog = page.getByRole('dialog', { name: "A manager's PIN is needed" });
  const { manager, pin } = await server.approvers();
  await dialog.getByRole('button', { name: manager }).click();
  await till.type(pin, 'Enter');
  const done = page.getByRole('status').filter({ hasText: 'Refunded' });
  await expect(done).toContainText('£20.00');
  expect(await server.onHand(jug)).toBe('6');
  expect((await server.lastAudited('refund.created')).approved_by?.name).toBe(manager);
});
