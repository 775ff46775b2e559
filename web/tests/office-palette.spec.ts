import { expect, test } from './office';

test('the palette finds a product and opens it', async ({ office, server }) => {
  const { page } = office;
  const stool = await server.article({ name: 'Step Stool', price: 4100 });
  await office.open('/');
  await office.openPalette();
  await page.keyboard.type(stool.name);
  await expect(page.getByRole('option', { name: stool.name })).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog')).toBeHidden();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(stool.name);
});

test('Enter takes what is found by all that was typed, however late it is found', async ({
  office,
  server,
}) => {
  const { page } = office;
  const other = await server.article({ name: 'Folding Stool', price: 4100 });
  const stool = await server.article({ name: 'Folding Stool', price: 4100 });
  await office.open('/');
  await office.openPalette();
  await page.keyboard.type('folding stool');
  await expect(page.getByRole('option', { name: other.name })).toBeVisible();

  let answer = () => {};
  const answered = new Promise<void>((done) => (answer = done));
  await page.route('**/v1/products?*', async (route) => {
    await answered;
    await route.continue();
  });
  await page.keyboard.type(stool.name.slice('folding stool'.length));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog')).toBeVisible();
  answer();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(stool.name);
});

test('the palette goes to a page by the arrow keys', async ({ office }) => {
  const { page } = office;
  await office.open('/');
  await office.openPalette();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Orders');
});
