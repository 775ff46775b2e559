import { expect, test } from './till';

test('the keyboard alone is enough for a whole sale', async ({ page, till, server }) => {
  const teapot = await server.article({ name: 'Iron Teapot', price: 5250 });
  const spoon = await server.article({ name: 'Slate Spoon', price: 299 });
  const owner = `Yannick Vole ${teapot.sku}`;
  await till.open();

  await till.type('?');
  await expect(page.getByRole('dialog', { name: 'Keyboard shortcuts' })).toBeVisible();
  await till.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();

  // One found: Enter adds it. Then a row of others, walked through with the arrows.
  await till.type('/');
  await expect(till.search).toBeFocused();
  await till.type(teapot.name, 'Enter');
  await expect(till.line(teapot.name)).toContainText('1×');
  await till.type(spoon.name);
  await expect(till.goods.getByRole('row')).toHaveCount(1);
  await till.press('ArrowDown', 'Enter', 'Enter');
  await expect(till.line(spoon.name)).toContainText('2×');
  await till.type('+');
  await expect(till.line(spoon.name)).toContainText('3×');
  await till.type('-');
  await expect(till.line(spoon.name)).toContainText('2×');

  // To the lines, up to the first, its editor, and a quantity by digits.
  await till.type('l');
  await expect(till.line(spoon.name)).toBeFocused();
  await till.press('ArrowUp', 'Enter');
  await expect(till.cart.getByRole('tab', { name: 'Quantity' })).toBeVisible();
  await till.type('3', 'Enter');
  await expect(till.line(teapot.name)).toContainText('3×');
  await expect(till.line(teapot.name)).toBeFocused();
  await till.press('ArrowDown', 'Delete');
  await expect(till.line(spoon.name)).toBeHidden();
  await till.expectTotal('£157.50');

  await till.type('k');
  await expect(till.cart.getByRole('searchbox')).toBeFocused();
  await till.type(owner);
  await expect(till.cart.getByText('Nobody by that name')).toBeVisible();
  await till.press('Enter');
  await expect(till.cart.getByRole('textbox', { name: 'Name' })).toHaveValue(owner);
  await till.press('Enter');
  await expect(till.cart.getByRole('button', { name: owner, exact: true })).toBeVisible();

  await till.type('d');
  await expect(till.cart.getByRole('heading', { name: 'Discount on the sale' })).toBeVisible();
  await till.type('10', 'Enter');
  await till.expectTotal('£141.75');

  await till.type('p');
  await till.expectDue('£141.75');
  await till.type('q');
  await till.expectDone('Change', '£3.25');
  await expect(till.nextSale).toBeEnabled();
  await till.press('Enter');
  await expect(till.goods).toBeVisible();
  await till.expectTotal('£0.00');
  expect(await server.customer(owner)).toMatchObject({ orders_count: 1 });
});

test('the goods are a grid for the arrow keys', async ({ page, till }) => {
  await till.open();
  await till.press('ArrowDown');
  const first = till.goods.getByRole('row').nth(0);
  await expect(first).toBeFocused();
  await till.press('ArrowRight');
  await expect(till.goods.getByRole('row').nth(1)).toBeFocused();
  await till.type('r');
  await expect(page.getByRole('heading', { name: 'Refund', exact: true })).toBeVisible();
  await till.press('Escape');
  await expect(till.goods).toBeVisible();
});

test('the keyboard alone is enough to open a shift, sell in it, count the drawer and close it', async ({
  page,
  till,
  server,
}) => {
  const tin = await server.article({ name: 'Biscuit Tin', price: 1500 });
  await server.closeShift('Counter 2', 5000);
  await till.open('Counter 2');
  await till.type('s');
  await expect(page.getByRole('heading', { name: 'Open a shift' })).toBeFocused();
  await till.type('6000', 'Enter');
  await expect(till.cart.getByText('Ready to sell')).toBeVisible();
  await till.type('/');
  await expect(till.search).toBeFocused();
  await till.type(tin.name, 'Enter');
  await expect(till.line(tin.name)).toContainText('1×');
  // Out of the search, where a letter is a letter.
  await till.press('ArrowDown');
  await expect(till.goods.getByRole('row').first()).toBeFocused();
  await till.type('p');
  await till.expectDue('£15.00');
  await till.type('1500', 'Enter');
  await till.expectDone('Paid', '£15.00');
  await expect(till.nextSale).toBeEnabled();
  await till.press('Enter');
  await expect(till.goods).toBeVisible();

  // One fifty, one twenty and one five are £75.00; of the smaller coins there are none.
  await till.type('s');
  await expect(page.getByText('Should be in the drawer£75.00')).toBeVisible();
  await till.type('z');
  await expect(page.getByRole('heading', { name: 'Count the drawer' })).toBeFocused();
  for (const pieces of ['1', '1', '', '1']) {
    if (pieces) await till.type(pieces);
    await till.press('Enter');
  }
  const close = page.getByRole('heading', { name: 'Close the shift' });
  for (let coins = 0; coins < 20 && !(await close.isVisible()); coins += 1)
    await till.press('Enter');
  await expect(close).toBeVisible();
  const key = page.getByRole('button', { name: 'Close the shift' }).last();
  const isThere = () => key.evaluate((button) => button === document.activeElement);
  for (let steps = 0; steps < 20 && !(await isThere()); steps += 1)
    await page.keyboard.press('Tab');
  await expect(key).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: /Shift \d+ is closed/ })).toBeVisible();
  expect(await server.lastShift('Counter 2')).toMatchObject({
    ...{ counted: { amount: 7500 }, difference: { amount: 0 }, left_in_drawer: { amount: 6000 } },
  });
});
