import { expect, test } from './office';

test('the page of an order shows that all books agree', async ({ office, server, elsewhere }) => {
  const { page } = office;
  const lamp = await server.article({ name: 'Reading Lamp', price: 3200 });
  const customer = await elsewhere.customer('Ida Winter');
  const order = await elsewhere.sell(lamp, { customer, quantity: '2' });
  await office.open(`/orders/${order.id}`);

  await expect(page.getByRole('heading', { level: 1 })).toHaveText(order.number!);
  await expect(page.getByRole('heading', { name: 'All books agree' })).toBeVisible();
  const checks = page.getByRole('listitem').filter({ hasText: /agrees$/ });
  await expect(checks).toHaveText([
    /^Lines£64.00agrees$/,
    /^Tax.*agrees$/,
    /^Payments£64.00agrees$/,
    /^Stock-2agrees$/,
    /^Journal£.*agrees$/,
  ]);
  await expect(page.getByText('disagree')).toHaveCount(0);

  await expect(office.card('Lines')).toContainText(lamp.name);
  await expect(office.card('Payments')).toContainText('Cash');
  await expect(office.card('Payments')).toContainText('£64.00');
  await expect(office.card('Stock movements').getByRole('row', { name: lamp.name })).toContainText(
    '-2',
  );
  await expect(office.card('Journal')).toContainText('Balanced');
  await expect(office.card('Event log')).toContainText('order.completed');
  await expect(office.card('Customer')).toContainText(customer.name);
});

test('a refund stands on the page of its order, in every book', async ({
  office,
  server,
  elsewhere,
}) => {
  const { page } = office;
  const kettle = await server.article({ name: 'Enamel Kettle', price: 3600, cost: 1500 });
  const order = await elsewhere.sell(kettle);
  await office.open(`/orders/${order.id}`);
  const { number } = await elsewhere.refund(order, 'The lid does not fit');

  await expect(page.getByText(`Refund ${number} of £36.00`)).toBeVisible();
  await expect(page.getByText('Refunded', { exact: true }).first()).toBeVisible();
  await expect(office.card('Refunds')).toContainText('The lid does not fit');
  await expect(office.card('Refunds')).toContainText('back on the shelf');
  await expect(office.card('Refunds')).toContainText('Paid back');
  const back = office.card('Stock movements').getByRole('row', { name: 'Return' });
  await expect(back).toContainText('+1');
  await expect(back).toContainText('+£15.00');
  const reversal = office.card('Journal').locator('tbody', { hasText: 'Refund' });
  await expect(reversal.getByRole('row')).toHaveText([
    /^Refund.*£51.00£51.00$/,
    /^4000.*£30.00$/,
    /^2200.*£6.00$/,
    /^1000Cash in drawers£36.00$/,
    /^1400Inventory£15.00$/,
    /^5000Cost of goods sold£15.00$/,
  ]);
  await expect(page.getByRole('heading', { name: 'All books agree' })).toBeVisible();
});

test('the trial balance balances', async ({ office, server, elsewhere }) => {
  const lamp = await server.article({ name: 'Reading Lamp', price: 3200 });
  await office.open('/books?part=trial-balance');
  const debit = office.page.locator('[data-total="debit"]');
  const before = await debit.textContent();
  await elsewhere.sell(lamp);
  await expect(debit).not.toHaveText(before!);
  await expect(office.page.getByText('Balanced', { exact: true })).toBeVisible();
  await expect(async () => {
    const sums = await office.page.locator('[data-total]').allTextContents();
    expect(sums[0]).toMatch(/^£[\d,]+\.\d\d$/);
    expect(sums[1]).toBe(sums[0]);
  }).toPass();
});
