import { expect, test, Till } from './till';

test('a sale put aside at one register is taken up at another, and paid there', async ({
  page,
  browser,
  shop,
  till,
  server,
}) => {
  const kettle = await server.article({ name: 'Copper Kettle', price: 6500 });
  const tea = await server.article({ name: 'Smoked Tea', price: 525 });
  await till.open();
  await till.scan(kettle.barcode);
  await till.expectTotal('£65.00');
  await till.cart.getByRole('button', { name: 'Hold' }).click();
  await till.cart.getByRole('textbox', { name: 'Name' }).fill('Red coat');
  await till.cart.getByRole('button', { name: 'Put aside' }).click();
  await expect(till.cart.getByText('Ready to sell')).toBeVisible();
  await till.scan(tea.barcode);
  await till.pay('£5.25');
  await till.tender(/Exact/).click();
  await till.expectDone('Paid', '£5.25');
  await till.nextSale.click();
  await expect(page.getByRole('button', { name: '1 held' }).first()).toBeVisible();

  const neighbour = await browser.newContext();
  const other = new Till(await neighbour.newPage(), shop);
  await other.open('Counter 2');
  await other.cart.getByRole('button', { name: '1 held' }).click();
  const held = other.cart.getByRole('button', { name: /^Red coat/ });
  await expect(held).toContainText('Counter 1');
  await expect(held).toContainText('£65.00');
  await held.click();
  await other.expectTotal('£65.00');
  await other.scan(kettle.barcode);
  await other.expectTotal('£130.00');

  // It is nobody else's any more.
  await expect(page.getByRole('button', { name: '1 held' })).toHaveCount(0);
  await other.pay('£130.00');
  await other.tender(/Exact/).click();
  await other.expectDone('Paid', '£130.00');
  const order = await server.order(await other.receiptNumber());
  expect(order.events.map(({ kind }) => kind)).toEqual(
    expect.arrayContaining(['order.held', 'order.recalled', 'order.completed']),
  );
  await neighbour.close();
});

test('taking up one sale puts the present one aside, and one given up is gone', async ({
  page,
  till,
  server,
}) => {
  const cup = await server.article({ name: 'Enamel Cup', price: 900 });
  const jug = await server.article({ name: 'Enamel Jug', price: 1900 });
  await till.open();
  await till.scan(cup.barcode);
  await till.expectTotal('£9.00');
  await till.type('h');
  await expect(till.cart.getByRole('textbox', { name: 'Name' })).toBeFocused();
  await till.press('Enter');
  await expect(till.cart.getByText('Ready to sell')).toBeVisible();
  await till.scan(jug.barcode);
  await till.expectTotal('£19.00');
  await page.getByRole('button', { name: '1 held' }).first().click();
  await till.cart.getByRole('button', { name: new RegExp(`^${cup.name}`) }).click();
  await till.expectTotal('£9.00');
  await page.getByRole('button', { name: '1 held' }).first().click();
  await till.cart.getByRole('button', { name: `Drop the held sale ${jug.name}` }).click();
  await till.cart.getByRole('button', { name: 'Changed mind' }).click();
  await till.cart.getByRole('button', { name: 'Give it up' }).click();
  await expect(till.cart.getByText('No sale on hold')).toBeVisible();
  await till.cart.getByRole('button', { name: 'Back to the cart' }).click();
  await till.expectTotal('£9.00');
});

test('where the shop asks why, a line and a whole sale are taken off with a reason that is kept', async ({
  till,
  server,
}) => {
  const vase = await server.article({ name: 'Glass Vase', price: 3000 });
  const dish = await server.article({ name: 'Glass Dish', price: 1000 });
  await server.settings({ ask_void_reason: true });
  await till.open();
  await till.scan(vase.barcode);
  await till.scan(dish.barcode);
  await till.expectTotal('£40.00');
  await till.line(vase.name).click();
  await till.cart.getByRole('button', { name: 'Remove' }).click();
  await till.cart.getByRole('button', { name: 'Take it off' }).click();
  await expect(till.cart.getByText('Say why.')).toBeVisible();
  await till.cart.getByRole('textbox', { name: 'Why?' }).fill('Chipped at the rim');
  await till.cart.getByRole('button', { name: 'Take it off' }).click();
  await till.pay('£10.00');
  await till.tender(/Exact/).click();
  await till.expectDone('Paid', '£10.00');
  const sold = await server.order(await till.receiptNumber());
  expect(sold.voids.map(({ name, amount, reason }) => [name, amount.amount, reason])).toEqual([
    [vase.name, 3000, 'Chipped at the rim'],
  ]);

  await till.nextSale.click();
  await till.scan(dish.barcode);
  await till.expectTotal('£10.00');
  await till.cart.getByRole('button', { name: 'Empty the cart' }).click();
  await till.cart.getByRole('button', { name: 'Scanned by mistake' }).click();
  await till.cart.getByRole('button', { name: 'Give it up' }).click();
  await expect(till.cart.getByText('Ready to sell')).toBeVisible();
  expect(await server.lastVoid()).toMatchObject({ name: null, reason: 'Scanned by mistake' });
  await server.settings({ ask_void_reason: false });
});
