import { expect, test } from './office';

for (const [name, path] of [
  ['dashboard', '/'],
  ['list of orders', '/orders'],
] as const) {
  test(`a sale appears on an open ${name} without a reload`, async ({
    office,
    server,
    elsewhere,
  }, info) => {
    const lamp = await server.article({ name: 'Reading Lamp', price: 3200 });
    const customer = await elsewhere.customer('Ida Winter');
    await office.open(path);
    const appearance = office.appearance(customer.name);

    const { number } = await elsewhere.sell(lamp, { customer });
    const answered = Date.now();

    const delay = Math.max(0, (await appearance) - answered);
    await expect(office.page.getByText(number!).first()).toBeVisible();
    info.annotations.push({ type: 'after the answer', description: `${delay} ms` });
    console.log(`${name}: there ${delay} ms after the sale was answered`);
  });
}

test('the figures of the day grow with a sale', async ({ office, server, elsewhere }) => {
  const lamp = await server.article({ name: 'Reading Lamp', price: 3200 });
  await office.open('/');
  const orders = office.page.locator('[data-figure="orders"]');
  const before = Number(await orders.textContent());
  await elsewhere.sell(lamp);
  await expect(orders).toHaveText(String(before + 1));
});

test('a sale lowers the stock on an open list and tells its movement', async ({
  office,
  server,
  elsewhere,
}) => {
  const lamp = await server.article({ name: 'Reading Lamp', price: 3200, onHand: 9 });
  await office.open(`/stock?search=${lamp.sku}`);
  await expect(office.row(lamp.name)).toContainText('9');
  await elsewhere.sell(lamp, { quantity: '3' });
  await expect(office.row(lamp.name)).toContainText('6');

  await office.open(`/stock/${lamp.variantId}`);
  const { number } = await elsewhere.sell(lamp);
  await expect(office.row(number!)).toContainText('-1');
});

test('a sale enters the history and totals of an open customer', async ({
  office,
  server,
  elsewhere,
}) => {
  const lamp = await server.article({ name: 'Reading Lamp', price: 3200 });
  const customer = await elsewhere.customer('Ida Winter');
  await office.open(`/customers/${customer.id}`);
  await expect(office.page.getByText('No orders yet')).toBeVisible();
  const { number } = await elsewhere.sell(lamp, { customer, quantity: '2' });
  await expect(office.row(number!)).toContainText('£64.00');
  await expect(office.page.getByText('Spent').locator('..')).toContainText('£64.00');
});
