import { expect, test } from './till';

test('an open price is asked, within its bounds', async ({ page, till, server }) => {
  const flowers = await server.article({
    ...{ name: 'Bunch of Flowers', price: 1500 },
    terms: {
      open_price: true,
      min_price: { amount: 500, currency: 'GBP' },
      max_price: { amount: 5000, currency: 'GBP' },
    },
  });
  await till.open();
  await till.scan(flowers.barcode);
  const dialog = page.getByRole('dialog', { name: flowers.name });
  await till.type('6000', 'Enter');
  await expect(dialog.getByRole('alert')).toContainText('At most £50.00');
  await till.press('Delete');
  await till.type('1250', 'Enter');
  await expect(dialog).toBeHidden();
  await till.expectTotal('£12.50');
  await till.pay('£12.50');
  await till.tender(/Exact/).click();
  await till.expectDone('Paid', '£12.50');
});

test('a scale brings the weight or the price; without its code the till asks for the weight', async ({
  page,
  till,
  server,
}) => {
  const layout = { item_digits: 5, value_digits: 5, value_check: false };
  await server.barcodeLayouts([
    { ...layout, prefix: '28', holds: 'weight', decimals: 3 },
    { ...layout, prefix: '29', holds: 'price', decimals: 2 },
  ]);
  const cheese = await server.article({
    ...{ name: 'Alpine Cheese', price: 1299, terms: { weighed: true }, codes: ['01234'] },
  });
  await till.open();
  await till.scan('2801234012504');
  await till.expectTotal('£16.24');
  await expect(till.line(cheese.name)).toContainText('1.25');
  await till.scan('2901234003479');
  await till.expectTotal('£19.71');
  await till.scan(cheese.barcode);
  const dialog = page.getByRole('dialog', { name: cheese.name });
  await expect(dialog.getByLabel('Weight')).toBeVisible();
  await till.type('0.5', 'Enter');
  await till.expectTotal('£26.21');
  await till.pay('£26.21');
  await till.tender(/Exact/).click();
  await till.expectDone('Paid', '£26.21');
});

test('a bottle brings its deposit on a line of its own', async ({ till, server }) => {
  const deposit = await server.article({ name: 'Bottle Deposit', price: 25, kind: 'deposit' });
  const juice = await server.article({
    ...{ name: 'Pear Juice', price: 180, terms: { deposit_variant_id: deposit.variantId } },
  });
  await till.open();
  await till.scan(juice.barcode);
  await till.scan(juice.barcode);
  await till.expectTotal('£4.10');
  await expect(till.cart).toContainText(`2 × ${deposit.name}`);
  await till.pay('£4.10');
  await till.tender(/Exact/).click();
  await till.expectDone('Paid', '£4.10');
  await expect(till.receipt).toContainText(deposit.name);
});

test('an age is asked once a sale; who is too young goes without', async ({
  page,
  till,
  server,
}) => {
  const wine = await server.article({ name: 'Red Wine', price: 900, terms: { minimum_age: 18 } });
  const bread = await server.article({ name: 'Rye Bread', price: 300 });
  await till.open();
  const question = page.getByRole('dialog', { name: 'Is the buyer 18 or older?' });
  await till.scan(bread.barcode);
  await till.scan(wine.barcode);
  await question.getByRole('button', { name: 'No: take it off' }).click();
  await expect(till.line(wine.name)).toBeHidden();
  await till.expectTotal('£3.00');

  await till.scan(wine.barcode);
  await question.getByRole('button', { name: 'Yes, papers seen' }).click();
  await expect(question).toBeHidden();
  await till.scan(wine.barcode);
  await till.expectTotal('£21.00');
  await expect(question).toBeHidden();
  await till.pay('£21.00');
  await till.tender(/Exact/).click();
  await till.expectDone('Paid', '£21.00');
  const { age_check } = await server.order(await till.receiptNumber());
  expect(age_check).toMatchObject({ minimum_age: 18, method: 'date_of_birth' });
});

test('a serial number is scanned, stands on the receipt, and is sold once', async ({
  page,
  till,
  server,
}) => {
  const phone = await server.article({
    name: 'Pocket Phone',
    price: 9900,
    terms: { serials: true },
  });
  const serial = `SN-${Date.now()}`;
  await till.open();
  await till.scan(phone.barcode);
  const dialog = page.getByRole('dialog', { name: phone.name });
  await expect(dialog).toBeVisible();
  await till.scan(serial);
  await expect(dialog).toBeHidden();
  await expect(till.line(phone.name)).toContainText(serial);
  await till.pay('£99.00');
  await till.tender(/Exact/).click();
  await till.expectDone('Paid', '£99.00');
  await expect(till.receipt).toContainText(serial);
  await till.nextSale.click();

  await till.scan(phone.barcode);
  await dialog.getByRole('textbox', { name: 'Serial number' }).fill(serial);
  await dialog.getByRole('button', { name: 'Add to the cart' }).click();
  await till.pay('£99.00');
  await till.tender(/Exact/).click();
  await expect(page.getByText('is sold already').first()).toBeVisible();
});
