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
