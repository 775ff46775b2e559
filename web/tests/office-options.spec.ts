import { expectAccessible } from './inspect';
import { expect, test } from './office';

test('a group of options is made, put in order, and chosen with a product', async ({
  office,
  server,
}) => {
  const { page } = office;
  const coffee = await server.article({ name: 'House Coffee', price: 300 });
  const name = `Milk ${coffee.sku}`;
  await office.open('/options');
  await page.getByRole('button', { name: 'New group' }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Group').fill(name);
  await dialog.getByLabel('At least').fill('3');
  await dialog.getByLabel('At most').fill('1');
  const first = dialog.getByRole('group').nth(1);
  const second = dialog.getByRole('group').nth(2);
  await first.getByLabel('Option 1').fill('Oat');
  await first.getByLabel('Extra charge (GBP)').fill('0,4');
  await second.getByLabel('Option 2').fill('Whole');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog.getByText('not fewer than the least')).toBeVisible();
  await dialog.getByLabel('At least').fill('1');
  await dialog.getByRole('button', { name: 'Whole further up' }).click();
  await expectAccessible(page, 'group of options');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toBeHidden();
  await expect(office.row(name)).toContainText('Whole, Oat');
  await expect(office.row(name)).toContainText('Choose 1');
  await expectAccessible(page, 'options');

  await office.open(`/products/${coffee.productId}`);
  const card = office.card('Options');
  await card.getByRole('button', { name: /Add a group/ }).click();
  await page.getByRole('option', { name }).click();
  await expect(card.getByRole('listitem')).toHaveText(name);
  await page.reload();
  await expect(card.getByRole('listitem')).toHaveText(name);
  await expectAccessible(page, 'product with options');

  // What is not offered any more is switched off; its name stays.
  await office.open('/options');
  await expect(office.row(name)).toContainText('1');
  await office.row(name).click();
  await dialog.getByRole('group', { name: 'Oat' }).getByText('Offered').click();
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toBeHidden();
  await expect(office.row(name)).not.toContainText('Oat');
});
