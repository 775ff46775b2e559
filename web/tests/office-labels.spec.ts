import { expectAccessible } from './inspect';
import { expect, test } from './office';

test('labels of ticked products are laid out on the paper that was chosen', async ({
  office,
  server,
}) => {
  const { page } = office;
  await server.article({ name: 'Label Lantern', price: 2400 });
  await office.open('/products?search=Label+Lantern');
  await office.row('Label Lantern').getByRole('checkbox').click({ force: true });
  await expect(page.getByText('1 product selected')).toBeVisible();
  await expectAccessible(page, 'a product is ticked');
  await page.getByRole('link', { name: 'Labels' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Labels');
  const preview = page.getByRole('region', { name: 'The labels as they are printed' });
  await expect(preview.getByText('Label Lantern')).toBeVisible();
  await expect(preview.getByText('£24.00')).toBeVisible();
  await expect(preview.locator('svg rect').first()).toBeAttached();

  await page.getByRole('button', { name: /Of each/ }).click();
  await page.getByRole('option', { name: '24', exact: true }).click();
  await expect(page.getByText('24 labels', { exact: true })).toBeVisible();
  await expectAccessible(page, 'labels');

  // Nothing but the labels is on the paper: two sheets of 21.
  await page.emulateMedia({ media: 'print' });
  await expect(page.getByRole('heading', { level: 1 })).toBeHidden();
  const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1');
  expect(pdf.match(/\/Type \/Page\b/g)).toHaveLength(2);
});
