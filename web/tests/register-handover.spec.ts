import { expect, test } from './till';

const REGISTER = 'Counter 2';

test('another cashier takes the till over with their PIN, finds the sale as it was left, and is who sold it', async ({
  till,
  server,
}) => {
  const { page } = till;
  const bowl = await server.article({ name: 'Salad Bowl', price: 1850 });
  const { manager, pin, otherPin } = await server.approvers();
  await till.open(REGISTER);
  await till.scan(bowl.barcode);
  await till.expectTotal('£18.50');

  await page.getByRole('button', { name: /You and this screen/ }).click();
  await page.getByRole('menuitem', { name: 'Lock, or change cashier' }).click();
  await expect(till.goods).toHaveCount(0);
  await page.getByRole('button', { name: REGISTER }).click();
  await page.getByRole('button', { name: manager }).click();
  await till.type(otherPin, 'Enter');
  await expect(page.getByRole('alert')).toContainText(manager);
  await expect(till.goods).toHaveCount(0);
  await till.type(pin, 'Enter');

  await expect(page.getByRole('button', { name: new RegExp(`${manager}. You and`) })).toBeVisible();
  await till.expectTotal('£18.50');
  await till.pay('£18.50');
  await till.tender('Card').click();
  await till.expectDone('Paid', '£18.50');
  const sold = await server.order(await till.receiptNumber());
  expect(sold.staff_name).toBe(manager);
});

test('a till that nobody touches locks itself after the minutes that were chosen, and a key locks it at once', async ({
  till,
}) => {
  const { page } = till;
  const who = page.getByRole('heading', { name: /Which register is this|Who is selling/ });
  await till.open(REGISTER);
  await till.takeClock();
  await page.getByRole('button', { name: /You and this screen/ }).click();
  await page.getByRole('menuitem', { name: 'After 5 minutes' }).click();
  await page.clock.runFor(4 * 60_000);
  await till.press('Escape');
  await page.clock.runFor(4 * 60_000);
  await expect(till.goods).toBeVisible();
  // A server that is away when the time has come is asked again.
  const refused = page.waitForEvent('requestfailed');
  await page.route('**/v1/sessions/current', (route) => route.abort());
  await page.clock.runFor(61_000);
  await refused;
  await expect(till.goods).toBeVisible();
  await page.unroute('**/v1/sessions/current');
  await page.clock.runFor(5 * 60_000);
  await expect(who).toBeVisible();

  await till.open(REGISTER);
  await page.clock.runFor(14 * 60_000);
  await expect(who).toBeVisible();
  await till.open(REGISTER);
  await till.type('o');
  await expect(who).toBeVisible();
});
