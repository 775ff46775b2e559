import { expectAccessible } from './inspect';
import { expect, test } from './till';

const MILK = { name: 'Milk', least: 1, most: 1, options: { 'Whole milk': 0, 'Oat milk': 40 } };
const EXTRAS = {
  name: 'Extras',
  most: 2,
  options: { 'Extra shot': 90, Syrup: 50, 'No foam': -20 },
};

test('what must be chosen is asked at once, by keys and by touch, and stands on the receipt', async ({
  page,
  till,
  server,
}) => {
  const coffee = await server.article({ name: 'Flat White', price: 300 });
  await server.options(coffee, [MILK, EXTRAS]);
  await till.open();
  await till.scan(coffee.barcode);
  const dialog = page.getByRole('dialog', { name: coffee.name });
  const milk = dialog.getByRole('radiogroup', { name: /Milk/ });
  const add = dialog.getByRole('button', { name: /Add to the cart/ });
  await expect(add).toBeDisabled();
  await expect(add).toContainText('£3.00');
  await expectAccessible(page, 'options');

  // By keys alone: the first option has the focus; Enter chooses what is needed, then ends.
  await expect(milk.getByRole('radio', { name: 'Whole milk' })).toBeFocused();
  await till.press('ArrowRight', 'Enter');
  await expect(add).toContainText('£3.40');
  await till.press('Enter');
  await expect(dialog).toBeHidden();
  await till.expectTotal('£3.40');
  await expect(till.line(coffee.name)).toContainText('Oat milk');

  // By touch, with extras; the same again goes on its line, another choice does not.
  await till.scan(coffee.barcode);
  await milk.getByRole('radio', { name: 'Whole milk' }).click();
  await dialog.getByRole('button', { name: /Extra shot/ }).click();
  await dialog.getByRole('button', { name: /No foam/ }).click();
  await expect(dialog.getByRole('button', { name: /Syrup/ })).toBeDisabled();
  await expect(add).toContainText('£3.70');
  await add.click();
  await till.expectTotal('£7.10');
  await expect(till.line(coffee.name)).toHaveCount(2);
  await till.scan(coffee.barcode);
  await till.press('ArrowRight', 'Enter');
  await expect(add).toContainText('£3.40');
  await till.press('Enter');
  await till.expectTotal('£10.50');
  await expect(till.line(coffee.name)).toHaveCount(2);

  await till.pay('£10.50');
  await till.tender(/Exact/).click();
  await till.expectDone('Paid', '£10.50');
  await expect(till.receipt).toContainText('Extra shot (+0.90)');
  await expect(till.receipt).toContainText('No foam (-0.20)');
});

test('options and a note are reached from the line, and come back with a sale put aside', async ({
  page,
  till,
  server,
}) => {
  const tea = await server.article({ name: 'Pot of Tea', price: 250 });
  await server.options(tea, [{ ...EXTRAS, name: 'With' }]);
  await till.open();
  await till.scan(tea.barcode);
  await till.expectTotal('£2.50');
  await till.line(tea.name).click();
  await till.cart.getByRole('button', { name: 'Options' }).click();
  const dialog = page.getByRole('dialog', { name: tea.name });
  await dialog.getByRole('button', { name: /Syrup/ }).click();
  await dialog.getByRole('button', { name: /Take these/ }).click();
  await till.expectTotal('£3.00');
  await till.cart.getByRole('tab', { name: 'Note' }).click();
  const note = till.cart.getByRole('textbox', { name: 'Note' });
  await note.fill('two cups');
  await note.press('Enter');

  await till.cart.getByRole('button', { name: 'Hold' }).click();
  await till.cart.getByRole('textbox', { name: 'Name' }).fill(tea.sku);
  await till.cart.getByRole('button', { name: 'Put aside' }).click();
  await expect(till.line(tea.name)).toBeHidden();
  await page
    .getByRole('button', { name: /\d held/ })
    .first()
    .click();
  await till.cart.getByRole('button', { name: new RegExp(`^${tea.sku}`) }).click();
  await expect(till.line(tea.name)).toContainText('Syrup');
  await expect(till.line(tea.name)).toContainText('two cups');
  await till.pay('£3.00');
  await till.tender(/Exact/).click();
  await till.expectDone('Paid', '£3.00');
  await expect(till.receipt).toContainText('Syrup (+0.50)');
  await expect(till.receipt).toContainText('two cups');
  const sold = await server.order(await till.receiptNumber());
  expect(sold.lines[0]!.options.map(({ name }) => name)).toEqual(['Syrup']);
  expect(sold.lines[0]!.note).toBe('two cups');
});
