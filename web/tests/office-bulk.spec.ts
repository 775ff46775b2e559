import { expectAccessible } from './inspect';
import { expect, test } from './office';

test('ticked products change together, after a look at what they would cost', async ({
  office,
  server,
}) => {
  const { page } = office;
  await server.article({ name: 'Bulk Lantern', price: 2000 });
  await server.article({ name: 'Bulk Mug', price: 1050 });
  await office.open('/products?search=Bulk');
  for (const name of ['Bulk Lantern', 'Bulk Mug'])
    await office.row(name).getByRole('checkbox').click({ force: true });
  await page.getByRole('button', { name: 'Change', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: 'Change 2 products' });
  await dialog.getByRole('button', { name: /^(Price|Leave as it is Price)/ }).click();
  await page.getByRole('option', { name: 'By percent' }).click();
  await dialog.getByLabel('Percent, with − to lower').fill('ten');
  await dialog.getByRole('button', { name: 'Preview' }).click();
  await expect(dialog.getByText('Enter percent such as 5 or -12.5.')).toBeVisible();
  await dialog.getByLabel('Percent, with − to lower').fill('10');
  await dialog.getByRole('button', { name: /Rounded to/ }).click();
  await page.getByRole('option', { name: '… .99' }).click();
  await dialog.getByRole('button', { name: 'Preview' }).click();
  await expect(dialog.getByRole('listitem').filter({ hasText: 'Bulk Lantern' })).toContainText(
    '£21.99',
  );
  await expectAccessible(page, 'what would change');
  await dialog.getByRole('button', { name: 'Change 2 products' }).click();
  await expect(dialog).toBeHidden();
  await expect(office.row('Bulk Lantern')).toContainText('£21.99');
  await expect(office.row('Bulk Mug')).toContainText('£11.99');
});
