import { expect, test } from './office';

for (const [path, search, answer] of [
  ['/orders', 'Receipt number', 'No order is like that'],
  ['/products', 'Name, SKU or barcode', 'No product is like that'],
  ['/stock', 'Name, SKU or barcode', 'No stock is like that'],
  ['/customers', 'Name, e-mail or phone', 'Nobody goes by that'],
] as const) {
  test(`${path} says so when a search finds nothing`, async ({ office }) => {
    const { page } = office;
    await office.open(path);
    await page.keyboard.press('/');
    await expect(page.getByRole('searchbox', { name: search })).toBeFocused();
    await page.keyboard.type('zzz');
    await expect(page.getByRole('heading', { name: answer })).toBeVisible();
    await expect(page.getByRole('grid')).toHaveCount(0);

    await page.keyboard.press('Escape');
    await expect(page.getByRole('grid')).toBeVisible();
  });
}

test('arrow keys move through a list and Enter opens', async ({ office, server, elsewhere }) => {
  const { page } = office;
  const bowl = await server.article({ name: 'Mixing Bowl', price: 1450 });
  const earlier = await elsewhere.sell(bowl);
  const latest = await elsewhere.sell(bowl);
  await office.open('/orders');
  await office.row(latest.number!).focus();
  await page.keyboard.press('ArrowDown');
  await expect(office.row(earlier.number!)).toBeFocused();
  await page.keyboard.press('ArrowUp');
  await expect(office.row(latest.number!)).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: latest.number! })).toBeVisible();
});

test('a list leaves as a file of the server, with what the filters list', async ({
  office,
  server,
}) => {
  const { page } = office;
  const bowl = await server.article({ name: '=Sherbet Bowl', price: 1450 });
  await office.open(`/products?search=${encodeURIComponent(bowl.name)}`);
  await expect(page.getByRole('row', { name: bowl.name })).toBeVisible();
  const file = await office.file(page.getByRole('button', { name: 'CSV', exact: true }));
  expect(file.name).toBe('products.csv');
  const [head, row, ...rest] = file.text.replace('\ufeff', '').split('\r\n');
  expect(head).toContain('name,variant,sku,barcodes');
  expect(row).toContain(`'${bowl.name},`);
  expect(row).toContain(',14.50,');
  expect(rest).toEqual(['']);
});
