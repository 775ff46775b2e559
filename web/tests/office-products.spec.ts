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

test('a product gets a picture, and what is none is refused', async ({ office, server }) => {
  const { page } = office;
  const cup = await server.article({ name: 'Picture Cup', price: 900 });
  await office.open(`/products/${cup.productId}`);
  const picture = page.getByLabel('Picture', { exact: true });
  await picture.setInputFiles({
    ...{ name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('none') },
  });
  await expect(page.getByText('That file is no picture the till can show.')).toBeVisible();
  const drawn =
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><path d="M0 0h8v8z"/></svg>';
  await picture.setInputFiles({
    ...{ name: 'cup.svg', mimeType: 'image/svg+xml', buffer: Buffer.from(drawn) },
  });
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('button', { name: 'Change picture' })).toBeVisible();
  await office.open(`/products?search=${encodeURIComponent(cup.name)}`);
  const shown = office.row(cup.name).locator('img');
  await expect(shown).toHaveAttribute('src', /\/v1\//);
  await expect
    .poll(() => shown.evaluate((image: HTMLImageElement) => image.naturalWidth))
    .toBeGreaterThan(0);
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
