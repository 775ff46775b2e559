import { expectAccessible, expectLargeTargets } from './inspect';
import { expect, test } from './till';

const REGISTER = 'Counter 2';

test('a cashier closes over a payment without an answer with the PIN of a manager, and the trail names both', async ({
  till,
  server,
  terminal,
}) => {
  const { page } = till;
  const tray = await server.article({ name: 'Tea Tray', price: 2495 });
  await server.closeShift(REGISTER, 0);
  await server.openShift(REGISTER, 0);
  await till.open(REGISTER);
  await till.scan(tray.barcode);
  await till.pay('£24.95');
  await terminal.will('network_dead');
  await till.tender('Card').click();
  await expect(page.getByRole('heading', { name: /No answer yet/ })).toBeVisible();
  await page.getByRole('button', { name: 'Leave it' }).click();
  await expect(till.goods).toBeVisible();

  await page.getByRole('button', { name: /You and this screen/ }).click();
  await page.getByRole('menuitem', { name: 'Shift' }).click();
  await page.locator('button[data-row]', { hasText: 'Close the shift' }).click();
  await page.getByRole('button', { name: /^Counted/ }).click();
  await page.getByText('Close all the same').click();
  const close = page.getByRole('button', { name: 'Close the shift' }).last();
  await close.click();

  // Who thinks better of it goes on where they were.
  const dialog = page.getByRole('dialog', { name: "A manager's PIN is needed" });
  await expect(dialog).toBeVisible();
  await expectAccessible(page, 'who allows it');
  await expectLargeTargets(page, 'who allows it');
  await dialog.getByRole('button', { name: 'Close', exact: true }).click();
  await expect(page.getByText('Your sign-in does not reach this far')).toBeVisible();

  await close.click();
  const { manager, cashier, pin, otherPin } = await server.approvers();
  // Whoever may not do it either is not named.
  const named = dialog.getByRole('listitem').getByRole('button');
  await expect(named.filter({ hasText: manager })).toBeVisible();
  await expect(named.filter({ hasText: 'Cashier' })).toHaveCount(0);
  await dialog.getByRole('button', { name: manager }).click();
  await expectAccessible(page, 'a PIN in place');
  await till.type(otherPin);
  await dialog.getByRole('button', { name: 'Allow this once' }).click();
  await expect(dialog.getByRole('alert')).toContainText(manager);
  await till.type(pin, 'Enter');
  await expect(page.getByRole('heading', { name: /Shift \d+ is closed/ })).toBeVisible();

  const row = await server.lastAudited('shift.closed_over_payments');
  expect(row.actor?.name).toBe(cashier);
  expect(row.approved_by?.name).toBe(manager);
  await terminal.answer();
  await server.inquire();
  await server.openShift(REGISTER, 0);
});

test('a cashier sells at another price with the PIN of a manager, and the receipt says what it was', async ({
  till,
  server,
}) => {
  const { page } = till;
  const mug = await server.article({ name: 'Stoneware Mug', price: 1200 });
  await till.open();
  await till.scan(mug.barcode);
  await till.line(mug.name).click();
  await till.cart.getByRole('tab', { name: 'Price' }).click();
  await expect(till.cart).toContainText("takes a manager's PIN");
  await till.type('900');
  await till.cart.getByLabel('Why this price').fill('chipped');
  await till.cart.getByRole('button', { name: 'Done' }).click();
  await till.expectTotal('£9.00');
  await expect(till.line(mug.name)).toContainText('chipped');
  await expectAccessible(page, 'a line at another price');

  await till.pay('£9.00');
  await till.tender(/Exact/).click();
  const dialog = page.getByRole('dialog', { name: "A manager's PIN is needed" });
  const { manager, cashier, pin } = await server.approvers();
  await dialog.getByRole('button', { name: manager }).click();
  await expect(dialog.getByRole('button', { name: 'Allow this once' })).toBeVisible();
  await till.type(pin, 'Enter');
  await till.expectDone('Paid', '£9.00');
  await expect(till.receipt).toContainText('Instead of 12.00');

  const order = await server.order(await till.receiptNumber());
  expect(order.lines[0]).toMatchObject({
    regular_price: { amount: 1200 },
    price_reason: 'chipped',
  });
  const row = await server.lastAudited('order.repriced');
  expect(row.actor?.name).toBe(cashier);
  expect(row.approved_by?.name).toBe(manager);
});

test('one PIN of a manager allows a great discount and another price together', async ({
  till,
  server,
}) => {
  const { page } = till;
  const mug = await server.article({ name: 'Stoneware Mug', price: 1200 });
  const note = till.cart.getByText("It takes a manager's PIN when it is paid.");
  await till.open();
  await till.scan(mug.barcode);
  await till.line(mug.name).click();
  await till.cart.getByRole('tab', { name: 'Discount' }).click();
  await till.cart.getByRole('button', { name: '10 %' }).click();
  await expect(till.cart.getByText('More than 10 % by hand')).toHaveCount(0);
  await till.cart.getByRole('button', { name: '20 %' }).click();
  await expect(till.cart.getByText('More than 10 % by hand')).toBeVisible();
  await till.cart.getByRole('tab', { name: 'Price' }).click();
  await till.type('1000');
  await till.cart.getByRole('button', { name: 'Done' }).click();
  await till.expectTotal('£8.00');
  await expect(note).toBeVisible();
  await expectAccessible(page, 'a cart that takes a PIN');

  await till.pay('£8.00');
  await till.tender(/Exact/).click();
  const dialog = page.getByRole('dialog', { name: "A manager's PIN is needed" });
  await expect(
    dialog.getByRole('list', { name: 'What it allows' }).getByRole('listitem'),
  ).toHaveText(['Another price than the usual one', 'A greater discount by hand']);
  const { manager, cashier, pin } = await server.approvers();
  await dialog.getByRole('button', { name: manager }).click();
  await expect(dialog.getByRole('button', { name: 'Allow this once' })).toBeVisible();
  await till.type(pin, 'Enter');
  await till.expectDone('Paid', '£8.00');

  const row = await server.lastAudited('order.discounted');
  expect(row.actor?.name).toBe(cashier);
  expect(row.approved_by?.name).toBe(manager);
});

test('where nobody may allow it, the till says so', async ({ till, server }) => {
  const { page } = till;
  const mug = await server.article({ name: 'Stoneware Mug', price: 1200 });
  // Everybody of the demo shop who may allow it is needed by other tests.
  await page.route('**/v1/approvers*', (route) =>
    route.fulfill({ json: { items: [], next_cursor: null } }),
  );
  await till.open();
  await till.scan(mug.barcode);
  await till.line(mug.name).click();
  await till.cart.getByRole('tab', { name: 'Price' }).click();
  await till.type('900');
  await till.cart.getByRole('button', { name: 'Done' }).click();
  await till.pay('£9.00');
  await till.tender(/Exact/).click();
  const dialog = page.getByRole('dialog', { name: "A manager's PIN is needed" });
  await expect(dialog.getByRole('heading', { name: 'Nobody here may allow this' })).toBeVisible();
  await expectAccessible(page, 'nobody who may allow it');
  await dialog.getByRole('button', { name: 'Close', exact: true }).click();
  await expect(dialog).toHaveCount(0);
});
