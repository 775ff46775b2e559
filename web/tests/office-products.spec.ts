import { expectAccessible } from './inspect';
import { expect, test } from './office';

test('a product is added and stands in the list', async ({ office }) => {
  const { page } = office;
  const name = `Beeswax Candle ${Date.now()}`;
  await office.open('/products');
  await page.getByRole('link', { name: 'Add product' }).click();
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByLabel('SKU').fill(`CANDLE-${Date.now()}`);
  await page.getByLabel('Price (GBP)').fill('7.5');
  await expect(page.getByText('£6.25 without tax + £1.25 tax = £7.50')).toBeVisible();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(name);

  await page.getByRole('link', { name: 'Products' }).last().click();
  await page.getByRole('searchbox').fill(name);
  await expect(office.row(name)).toContainText('£7.50');
});

test('a product without a price is not saved, and the field says why', async ({ office }) => {
  const { page } = office;
  await office.open('/products/new');
  await page.getByLabel('Name', { exact: true }).fill('Beeswax Candle');
  await page.getByLabel('SKU').fill('CANDLE');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Enter an amount such as 12.50.')).toBeVisible();
  await expect(page.getByLabel('Price (GBP)')).toHaveAttribute('aria-invalid', 'true');
});

test('categories are added, renamed, moved below another and put in order', async ({ office }) => {
  const { page } = office;
  await office.open('/products');
  await page.getByRole('button', { name: 'Categories', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Categories' });
  const names = dialog.getByRole('textbox', { name: 'Category', exact: true });
  const add = async (name: string) => {
    await dialog.getByLabel('New category').fill(name);
    await dialog.getByRole('button', { name: 'Add' }).click();
    await expect(names.last()).toHaveValue(name);
  };
  await add('Clocks');
  await add('Watches');
  await names.last().fill('Wrist watches');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await dialog.getByRole('button', { name: 'Move Wrist watches up' }).click();
  await expect(names.last()).toHaveValue('Clocks');
  await dialog.getByRole('button', { name: /Clocks belongs to/ }).click();
  await page.getByRole('option', { name: 'Wrist watches' }).click();
  await expect(dialog.getByRole('button', { name: /Clocks belongs to/ })).toContainText(
    'Wrist watches',
  );
  await expect(dialog.getByRole('button', { name: 'Move Clocks down' })).toBeDisabled();
  await expectAccessible(page, 'the categories');
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: /^(All categories|Category)/ }).click();
  await expect(page.getByRole('option', { name: 'Clocks' })).toBeVisible();
});
