import { expect, test, Till } from './till';

test.afterEach(async ({ server }) => server.negativeStock('allow'));

test('two registers and one last unit: one sells it, the other is told', async ({
  browser,
  shop,
  till,
  server,
}) => {
  const orchid = await server.article({ name: 'Ghost Orchid', price: 3900, onHand: 1 });
  await server.negativeStock('refuse');
  const neighbour = await browser.newContext();
  const other = new Till(await neighbour.newPage(), shop);
  await till.open('Counter 1');
  await other.open('Counter 2');
  for (const each of [till, other]) {
    await each.scan(orchid.barcode);
    await each.pay('£39.00');
  }
  await till.tender(/Exact/).click();
  await till.expectDone('Paid', '£39.00');

  await other.tender(/Exact/).click();
  await expect(other.page.getByText('Not enough left in stock')).toBeVisible();
  await other.tender('Back to the sale').click();
  await expect(other.line(orchid.name)).toBeVisible();
  await expect(other.cart.getByRole('alert')).toContainText('Not enough left in stock');
  await expect(other.cart.getByRole('button', { name: /^Pay/ })).toBeDisabled();
  expect(await server.onHand(orchid)).toBe('0');
  expect(await server.sales(orchid)).toBe(1);
  await neighbour.close();
});

test('where the shop allows it, the till warns and sells what the customer holds in the hand', async ({
  till,
  server,
}) => {
  const fern = await server.article({ name: 'Sword Fern', price: 2100, onHand: 1 });
  await till.open();
  await till.scan(fern.barcode);
  await till.scan(fern.barcode);
  await expect(till.cart.getByText(/It goes on the recount list/)).toBeVisible();
  await till.pay('£42.00');
  await till.tender(/Exact/).click();
  await till.expectDone('Paid', '£42.00');
  expect(await server.onHand(fern)).toBe('-1');
});
