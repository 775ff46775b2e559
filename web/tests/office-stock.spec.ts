import { expect, test } from './office';

test('what broke leaves the shelf and the books', async ({ office, server }) => {
  const { page } = office;
  const vase = await server.article({ name: 'Tall Vase', price: 3000, cost: 1250, onHand: 9 });
  await office.open(`/stock/${vase.variantId}`);
  await page.getByRole('button', { name: 'Adjust stock' }).click();
  await page.getByRole('button', { name: 'What happened' }).click();
  await page.getByRole('option', { name: 'Damaged' }).click();
  await page.getByLabel('Quantity').fill('2');
  await expect(page.getByText('9 now, 7 after (-2)')).toBeVisible();
  await page.getByLabel('Reason').fill('Fell off the ladder');
  await page.getByRole('button', { name: 'Book as damaged' }).click();

  await expect(page.getByText(`${vase.name}: 7 on hand`)).toBeVisible();
  await expect(page.getByText('On hand', { exact: true }).locator('..')).toContainText('7');
  const movement = office.row('Damaged');
  await expect(movement).toContainText('Fell off the ladder');
  await expect(movement).toContainText('-2');
  await expect(movement).toContainText('-£25.00');

  await movement.getByRole('link', { name: 'Entry' }).click();
  await expect(office.row('Stock adjustment')).toBeVisible();
  await expect
    .poll(async () => (await office.journal()).slice(1))
    .toEqual([
      ['1400Inventory', '', '£25.00'],
      ['5100Shrinkage', '£25.00', ''],
    ]);
});
