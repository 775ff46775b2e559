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

for (const [path, period] of [
  ['/orders?from=abc&to=2026-13-01', 'Any time'],
  ['/shifts?from=0', 'Any time'],
  ['/books?to=tomorrow', 'Any time'],
  ['/audit?from=2026-11', 'Any time'],
  ['/reports?from=a&to=2026-02-30', 'This month'],
] as const) {
  test(`${path} names no day and limits nothing`, async ({ office }) => {
    await office.open(path);
    await expect(office.page.getByRole('button', { name: period })).toBeVisible();
    await expect(office.page.getByRole('alert')).toHaveCount(0);
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

test('filters are kept under a name, chosen again and removed', async ({ office, server }) => {
  const { page } = office;
  const bowl = await server.article({ name: 'Saved Bowl', price: 1450 });
  const menu = page.getByRole('button', { name: 'Saved filters' });
  const choose = async (item: string) => {
    await menu.click();
    await page
      .getByRole('menuitem', { name: item })
      .or(page.getByRole('menuitemradio', { name: item }))
      .click();
  };
  await office.open(`/products?search=${encodeURIComponent(bowl.name)}`);
  await choose('Save these filters');
  const dialog = page.getByRole('dialog', { name: 'Save these filters' });
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog.getByText('Give it a name to find it by.')).toBeVisible();
  await dialog.getByLabel('Name').fill('Bowls');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await choose('Everything');
  await expect(page.getByRole('searchbox')).toHaveValue('');

  // They outlast the page.
  await office.open('/products');
  await choose('Bowls');
  await expect(page.getByRole('searchbox')).toHaveValue(bowl.name);
  await expect(office.row(bowl.name)).toBeVisible();
  await choose('Remove “Bowls”');
  await menu.click();
  await expect(page.getByText('Bowls', { exact: true })).toHaveCount(0);
});
