import { expectAccessible } from './inspect';
import { expect, test } from './office';

test('a price list is added, priced in place and held back by its hours', async ({
  office,
  server,
}) => {
  const { page } = office;
  const mug = await server.article({ name: 'Stoneware Mug', price: 1200 });
  const name = `Trade ${mug.sku}`;
  await office.open('/price-lists');
  await page.getByRole('button', { name: 'New price list' }).first().click();
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByLabel('From time').fill('17:00');
  await page.getByLabel('To time').fill('19:00');
  await page.getByRole('dialog').getByText('Fri', { exact: true }).click();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(name);
  await expect(page.getByText('Fri · 17:00–19:00')).toBeVisible();

  await page.getByRole('combobox', { name: 'Add a product to the list' }).fill(mug.sku);
  await page.getByRole('option', { name: mug.name }).click();
  const price = page.getByLabel(`Price of ${mug.name}`);
  await expect(price).toHaveValue('12.00');
  await price.fill('9,5');
  await price.press('Enter');
  await expect(price).toHaveValue('9.50');
  await office.open('/price-lists');
  await expect(office.row(name)).toContainText('Active');
});

test('a promotion shows what it does to a cart before it is saved, and gets codes', async ({
  office,
  server,
}) => {
  const { page } = office;
  const pen = await server.article({ name: 'Cedar Pencil', price: 300 });
  const name = `Three for two ${pen.sku}`;
  await office.open('/promotions/new');
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByRole('button', { name: /Kind/ }).click();
  await page.getByRole('option', { name: 'Buy some, get some' }).click();
  const bought = page.getByRole('group', { name: 'What is bought' });
  await bought.getByRole('combobox', { name: 'Add a product' }).fill(pen.sku);
  await page.getByRole('option', { name: pen.name }).click();
  await expect(bought.getByText(pen.name)).toBeVisible();
  const preview = office.card('What it does to a cart');
  await expect(preview).toContainText('-£3.00');
  await expect(preview.getByRole('row', { name: /^\s*Total/ })).toContainText('£6.00');

  await page.getByText('Only with a coupon code').click();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(name);
  await page.getByRole('button', { name: 'Add codes' }).click();
  await page.getByRole('dialog').getByLabel('Codes').fill(`PEN-${pen.sku}`);
  await page.getByLabel('Uses in all').fill('5');
  await page.getByRole('button', { name: 'Add', exact: true }).click();
  await expect(office.row(`PEN-${pen.sku}`)).toContainText('0 / 5');
  await office.open('/promotions');
  await expect(office.row(name)).toContainText('Buy 2, get 1 free');
});

test('a customer is exempt from tax, until a day or for good', async ({ office, server }) => {
  const { page } = office;
  const { id } = await server.exempt(`Sylvania ${Date.now()}`);
  await office.open(`/customers/${id}`);
  await expect(page.getByText('Embassy · C-1')).toBeVisible();
  await page.getByRole('button', { name: 'Change exemption' }).click();
  await page.getByLabel('Why no tax is charged').fill('');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Enter why no tax is charged.')).toBeVisible();
  await page.getByLabel('Why no tax is charged').fill('Consulate');
  await expectAccessible(page, 'an exemption from tax');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Consulate · C-1')).toBeVisible();
  await page.getByRole('button', { name: 'Change exemption' }).click();
  await page.getByRole('button', { name: 'Charge tax again' }).click();
  await expect(page.getByText('Is charged tax')).toBeVisible();
});

test('a tax has another rate from a day to come', async ({ office, server }) => {
  const { page } = office;
  await server.taxCategory('Reading rate', 'reading', { name: 'VAT', rate: '5' });
  await office.open('/settings?part=taxes');
  const row = page.getByRole('listitem').filter({ hasText: 'reading' }).first();
  await row.getByRole('button', { name: 'New rate' }).click();
  const dialog = page.getByRole('dialog', { name: 'A new rate for Reading rate' });
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toContainText('Choose the first day.');
  await dialog.getByLabel('Rate in percent').fill('6,5');
  await dialog.getByRole('spinbutton').first().click();
  await page.keyboard.type('01012001');
  await expectAccessible(page, 'a rate to come');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toContainText('have been taxed already');
  await dialog.getByRole('spinbutton').first().click();
  await page.keyboard.type('01012090');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(row).toContainText('VAT 6.5%');
  await expect(row).toContainText('Dec 31, 2089');
  await row.getByRole('button', { name: 'Rename' }).click();
  await page.getByLabel('Name', { exact: true }).fill('Books');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(row).toContainText('Books');
});

test('a group of customers is added and renamed', async ({ office }) => {
  const { page } = office;
  await office.open('/customers');
  await page.getByRole('button', { name: /[Gg]roups/ }).click();
  const dialog = page.getByRole('dialog', { name: 'Customer groups' });
  const names = dialog.getByRole('textbox', { name: 'Group', exact: true });
  await expect(names.first()).toBeVisible();
  const before = await names.count();
  await dialog.getByLabel('New group').fill(' Gardeners ');
  await dialog.getByRole('button', { name: 'Add' }).click();
  await expect(names).toHaveCount(before + 1);
  await expect(dialog.getByLabel('New group')).toHaveValue('');
  const added = await names.evaluateAll((all) =>
    all.findIndex((one) => (one as HTMLInputElement).value === 'Gardeners'),
  );
  await names.nth(added).fill('Growers');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog.getByRole('button', { name: 'Save' })).toHaveCount(0);
  const now = await names.evaluateAll((all) => all.map((one) => (one as HTMLInputElement).value));
  expect(now).toContain('Growers');
});
