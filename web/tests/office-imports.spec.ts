import { readFile } from 'node:fs/promises';
import { expectAccessible, expectNoOverflow } from './inspect';
import { expect, test } from './office';

const GOODS = `Artikelnummer;Bezeichnung;VK brutto;EAN;MwSt
IMP-1;Importierter Becher;12,50;4012345678901;20
IMP-2;Importierter Teller;9,90;4012345678902;20
IMP-3;;5,00;;20
`;

test('a file with errors is mapped, checked, brought in, and changes nothing the second time', async ({
  office,
}) => {
  const { page } = office;
  const send = async (text: string) => {
    await office.open('/imports');
    await page.getByLabel('File', { exact: true }).setInputFiles({
      name: 'goods.csv',
      mimeType: 'text/csv',
      buffer: Buffer.from(text, 'latin1'),
    });
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('goods.csv');
  };
  await send(GOODS);
  await expect(page.getByText('3 rows · UTF-8 · semicolon')).toBeVisible();
  await expect(page.getByRole('button', { name: /What VK brutto holds/ })).toContainText('Price');
  await expectAccessible(page, 'what the columns hold');
  // The price is taken from elsewhere, and given back.
  await page.getByRole('button', { name: /What MwSt holds/ }).click();
  await page.getByRole('option', { name: 'Not read' }).click();
  await page.getByRole('button', { name: 'Check', exact: true }).click();
  await expect(office.row('IMP-1')).toContainText('tax category');

  await page.getByRole('button', { name: 'Change columns' }).click();
  await page.getByRole('button', { name: /Tax of new products/ }).click();
  await page.getByRole('option', { name: 'Standard rate' }).click();
  await page.getByRole('button', { name: 'Check', exact: true }).click();
  await expect(office.row('IMP-1')).toContainText('New');
  await expect(office.row('IMP-2')).toContainText('after 401234567890 it must be 1');
  await expect(page.getByText('Nothing is changed yet.')).toBeVisible();
  await expectAccessible(page, 'what would become of the rows');

  await page.getByRole('button', { name: 'Outcome', exact: false }).first().click();
  await page.getByRole('option', { name: 'Refused (2)' }).click();
  await expect(office.row('IMP-1')).toHaveCount(0);
  const started = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Refused rows as CSV' }).click();
  const file = await readFile(await (await started).path(), 'utf8');
  expect(file).toContain('refused,IMP-3,Bezeichnung');

  await page.getByRole('button', { name: 'Import 1 row' }).click();
  await expect(page.getByText('Done', { exact: true })).toBeVisible();
  await office.open('/products?search=Importierter');
  await expect(office.row('Importierter Becher')).toContainText('£12.50');

  await send(GOODS.replace('4012345678902', '4012345678918').replace(';;5', ';Schale;5'));
  await page.getByRole('button', { name: 'Check', exact: true }).click();
  await expect(office.row('IMP-1')).toContainText('Unchanged');
  await expect(office.row('IMP-3')).toContainText('New');
  await page.getByRole('button', { name: 'Import 2 rows' }).click();
  await expect(page.getByText('Done', { exact: true })).toBeVisible();
  await office.open('/imports');
  await expect(office.row('goods.csv').first()).toContainText('2 new');
  await expectAccessible(page, 'files that were brought in');
});

test('a file that is none is refused with the way out, on a phone too', async ({ office }) => {
  const { page } = office;
  await office.open('/imports');
  await page.setViewportSize({ width: 390, height: 844 });
  const input = page.getByLabel('File', { exact: true });
  await input.setInputFiles({
    name: 'goods.xlsx',
    mimeType: 'application/zip',
    buffer: Buffer.from('PK\u0003\u0004rest', 'latin1'),
  });
  await expect(page.getByRole('alert')).toContainText('workbook');
  await expectNoOverflow(page, 'the list');
  await input.setInputFiles({
    name: 'goods.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from('SKU,Name,Price\nIMP-9,Mug,1.00\n'),
  });
  await expect(page.getByRole('button', { name: /What Name holds/ })).toContainText('Name');
  await expectNoOverflow(page, 'what the columns hold');
  await page.getByRole('button', { name: 'Give up' }).click();
  await expect(page.getByText('Stopped', { exact: true })).toBeVisible();
});

test('customers come in from a file too', async ({ office }) => {
  const { page } = office;
  await office.open('/imports');
  await page.getByRole('button', { name: /What it holds/ }).click();
  await page.getByRole('option', { name: 'Customers' }).click();
  await page.getByLabel('File', { exact: true }).setInputFiles({
    name: 'people.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from('Vorname;Nachname;E-Mail\nImre;Import;imre@example.com\nOhne;Alles;\n'),
  });
  await expect(page.getByRole('button', { name: /What E-Mail holds/ })).toContainText('E-mail');
  await page.getByRole('button', { name: 'Check', exact: true }).click();
  await expect(office.row('imre@example.com')).toContainText('New');
  await page.getByRole('button', { name: 'Import 1 row' }).click();
  await expect(page.getByText('Done', { exact: true })).toBeVisible();
  await office.open('/customers?search=imre');
  await expect(office.row('Imre Import')).toBeVisible();
});
