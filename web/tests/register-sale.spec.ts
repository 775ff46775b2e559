import { expect, test, Till } from './till';

test('a cashier signs in, rings up a sale for a customer and gives change', async ({
  page,
  shop,
  till,
  server,
}) => {
  const lantern = await server.article({ name: 'Storm Lantern', price: 1250 });
  const soap = await server.article({ name: 'Oat Soap', price: 400 });

  await page.goto(`${shop.url}/register`);
  await page.getByRole('button', { name: /Counter 1/ }).click();
  await page.getByRole('button', { name: /Nell Marlowe/ }).click();
  await till.type('9999', 'Enter');
  await expect(page.getByRole('alert')).toContainText('Try again');
  await till.type('1111', 'Enter');
  await expect(till.goods).toBeVisible();

  // Found by name, by scanner, and once more by a tap on its tile.
  await till.search.fill(lantern.name);
  await till.goods.getByRole('row', { name: lantern.name }).click();
  await expect(till.line(lantern.name)).toBeVisible();
  await till.scan(soap.barcode);
  await till.search.fill(soap.sku);
  await till.goods.getByRole('row', { name: soap.name }).click();
  await expect(till.line(soap.name)).toContainText('2');
  await till.expectTotal('£20.50');

  await till.cart.getByRole('button', { name: 'Customer', exact: true }).click();
  const name = `Zelda Quill ${lantern.sku}`;
  await till.cart.getByRole('searchbox').fill(name);
  await till.cart.getByRole('button', { name: `New customer “${name}”` }).click();
  await till.cart.getByRole('button', { name: 'Add to the sale' }).click();
  await expect(till.cart.getByRole('button', { name, exact: true })).toBeVisible();

  // Ten percent off the lantern, fifty pence off the sale.
  await till.line(lantern.name).click();
  await till.cart.getByRole('tab', { name: 'Discount' }).click();
  await till.cart.getByRole('button', { name: '10 %' }).click();
  await till.cart.getByRole('button', { name: 'Done' }).click();
  await till.expectTotal('£19.25');
  await till.cart.getByRole('button', { name: 'Discount', exact: true }).click();
  await till.cart.getByRole('radio', { name: 'Amount' }).click();
  await till.type('50');
  await till.cart.getByRole('button', { name: 'Done' }).click();
  await till.expectTotal('£18.75');
  // The line's own discount is not counted once more beside the sale's.
  await expect(till.cart.locator('dl')).toContainText('Discount-0.50');

  await till.pay('£18.75');
  await till.type('2000');
  await till.tender(/Cash £20.00/).click();
  await till.expectDone('Change', '£1.25');
  await expect(till.receipt).toContainText(lantern.name);

  const order = await server.order(await till.receiptNumber());
  expect(order).toMatchObject({ state: 'completed', total: { amount: 1875 }, customer_name: name });
  expect(order.payments).toMatchObject([{ tender: 'cash', amount: { amount: 1875 } }]);
  expect(await server.onHand(soap)).toBe('18');
  expect(await server.customer(name)).toMatchObject({ orders_count: 1, spent: { amount: 1875 } });

  // The next sale begins with the next scan.
  await till.scan(soap.barcode);
  await till.expectTotal('£4.00');
  await expect(till.line(lantern.name)).toBeHidden();
});

test('a sale is split between a voucher and cash', async ({ till, server }) => {
  const chair = await server.article({ name: 'Bentwood Chair', price: 4400 });
  await till.open();
  await till.scan(chair.barcode);
  await till.pay('£44.00');
  await till.type('1000');
  await till.tender('Voucher').click();
  await till.expectDue('£34.00');
  await till.tender('£40').click();
  await till.expectDone('Change', '£6.00');
  const { payments } = await server.order(await till.receiptNumber());
  expect(payments.map(({ tender, amount }) => [tender, amount.amount])).toEqual([
    ['voucher', 1000],
    ['cash', 3400],
  ]);
});

test('a half-paid sale is not left without a word, nor lost by a reload', async ({
  page,
  till,
  server,
}) => {
  const chair = await server.article({ name: 'Windsor Chair', price: 4400 });
  const stool = await server.article({ name: 'Step Stool', price: 1000 });
  await till.open();
  await till.scan(chair.barcode);
  await till.pay('£44.00');
  await till.type('2000', 'Enter');
  await till.expectDue('£24.00');
  const taken = page.getByRole('main').getByRole('list', { name: 'Taken so far' });
  const question = page.getByRole('alertdialog', { name: 'Give the money back?' });

  await till.scan(stool.barcode);
  await expect(page.getByRole('alert')).toContainText('Money has already been taken');
  await page.reload();
  await till.expectDue('£24.00');
  await till.press('Escape');
  await expect(question).toContainText('£20.00');
  await question.getByRole('button', { name: 'Go on paying' }).click();
  await expect(taken).toContainText('Cash£20.00');

  await page.getByRole('button', { name: 'Back to the sale' }).click();
  await question.getByRole('button', { name: 'Give it back' }).click();
  await till.scan(stool.barcode);
  await till.expectTotal('£54.00');
  await till.pay('£54.00');
  await expect(taken).toBeHidden();
  await till.tender(/Exact/).click();
  await till.expectDone('Paid', '£54.00');
  const { payments } = await server.order(await till.receiptNumber());
  expect(payments.map(({ tender, amount }) => [tender, amount.amount])).toEqual([['cash', 5400]]);
});

test('a key pressed twice neither sells twice nor hides the change', async ({ till, server }) => {
  const jar = await server.article({ name: 'Honey Jar', price: 700 });
  await till.open();
  await till.scan(jar.barcode);
  await till.pay('£7.00');
  await till.type('1000', 'Enter');
  await till.press('Enter');
  await till.expectDone('Change', '£3.00');
  expect(await server.sales(jar)).toBe(1);

  await till.scan(jar.barcode);
  await till.pay('£7.00');
  await till.tender('£10').dblclick();
  await till.expectDone('Change', '£3.00');
  expect(await server.sales(jar)).toBe(2);
});

test('a reload loses nothing of a full cart, and two tabs are two tills', async ({
  page,
  context,
  shop,
  till,
  server,
}) => {
  const bowl = await server.article({ name: 'Salad Bowl', price: 1800 });
  await till.open();
  await till.scan(bowl.barcode);
  await till.line(bowl.name).click();
  await till.cart.getByRole('tab', { name: 'Note' }).click();
  await till.cart.getByRole('textbox', { name: 'Note' }).fill('Gift wrap');
  await till.cart.getByRole('button', { name: 'Done' }).click();
  await page.reload();
  await expect(till.line(bowl.name)).toContainText('Gift wrap');
  await till.expectTotal('£18.00');

  const second = new Till(await context.newPage(), shop);
  await second.page.goto(`${shop.url}/register`);
  await expect(second.goods).toBeVisible();
  await second.expectTotal('£0.00');
  await second.scan(bowl.barcode);
  await second.pay('£18.00');
  await second.tender(/Exact/).click();
  await second.expectDone('Paid', '£18.00');

  await till.pay('£18.00');
  await till.tender(/Exact/).click();
  await till.expectDone('Paid', '£18.00');
  expect(await server.sales(bowl)).toBe(2);
});
