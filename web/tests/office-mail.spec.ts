import { expectAccessible } from './inspect';
import { expect, test } from './office';

test('a receipt is sent from the list of orders, and a test message from the settings', async ({
  page,
  shop,
  office,
  elsewhere,
  server,
}) => {
  const lamp = await server.article({ name: 'Reading Lamp', price: 4200 });
  const { number, id } = await elsewhere.sell(lamp);
  const email = `${lamp.sku.toLowerCase()}@example.com`;
  const mine = () => shop.mailbox.taken.filter((text) => text.includes(email));
  await office.open(`/orders/${id}`);
  await page.getByRole('button', { name: 'E-mail' }).click();
  await page.getByRole('textbox', { name: 'E-mail address' }).fill(email);
  await page.getByRole('checkbox', { name: /gift receipt/ }).check({ force: true });
  await page.getByRole('dialog').getByRole('button', { name: 'Send' }).click();
  await expect(page.getByText(`Sent to ${email}`)).toBeVisible();
  expect(mine()).toHaveLength(1);
  expect(mine()[0]).toContain(number!);
  expect(mine()[0]).not.toContain('42.00');
  await expectAccessible(page, 'an order whose receipt was sent');

  await office.open('/settings?part=receipts');
  await page.getByRole('textbox', { name: 'Send a test message to' }).fill(`test-${email}`);
  await page.getByRole('button', { name: 'Send test' }).click();
  await expect(page.getByText(`Sent to test-${email}`)).toBeVisible();
  expect(mine()).toHaveLength(2);
  await expectAccessible(page, 'receipt settings with mail');
});
