import { expectAccessible } from './inspect';
import { expect, test } from './till';

const coin = (amount: number) => ({ cash_rounding: { amount, currency: 'GBP' } });

test.afterEach(async ({ server }) => server.settings(coin(0)));

test('where five is the smallest coin, cash is rounded to it and the receipt says so; a voucher is not', async ({
  till,
  server,
}) => {
  const jar = await server.article({ name: 'Preserving Jar', price: 1232 });
  await server.settings(coin(5));
  await till.open();
  await till.scan(jar.barcode);
  await till.expectTotal('£12.32');
  await till.pay('£12.32');
  await expect(till.page.getByRole('region', { name: /To pay/ })).toContainText('£12.30 in cash');
  await expectAccessible(till.page, 'a sum that is rounded in cash');
  await till.tender(/Exact/).click();
  await till.expectDone('Paid', '£12.30');
  await expect(till.receipt).toContainText(/Cash rounding\s*-0\.02/);
  const inCash = await server.order(await till.receiptNumber());
  expect(inCash).toMatchObject({ total: { amount: 1232 }, paid: { amount: 1232 } });
  expect(inCash.payments).toMatchObject([{ tender: 'cash', rounding: { amount: -2 } }]);

  // What is handed over gives its change in coins that there are.
  await till.nextSale.click();
  await till.scan(jar.barcode);
  await till.scan(jar.barcode);
  await till.pay('£24.64');
  await till.type('3000');
  await till.tender(/Cash £30.00/).click();
  await till.expectDone('Change', '£5.35');
  await expect(till.receipt).toContainText(/Cash rounding\s*0\.01/);

  await till.nextSale.click();
  await till.scan(jar.barcode);
  await till.pay('£12.32');
  await till.tender('Voucher').click();
  await till.expectDone('Paid', '£12.32');
  await expect(till.receipt).not.toContainText('Cash rounding');
});
