import { expect, test } from './office';
import { Printer } from './printer';

test('what stands on receipts is set up beside the last receipt', async ({ office, page }) => {
  await office.open('/settings?part=receipts');
  const paper = page.locator('[data-receipt]');
  await expect(paper).toContainText('Receipt');
  await page.getByLabel("Below the shop's name").fill('Quay 1\nTelephone 555 0100');
  await page.getByLabel('At the end').fill('Come again');
  await page.getByRole('button', { name: 'Save', exact: true }).click();
  await expect(paper).toContainText('Telephone 555 0100');
  await expect(paper).toContainText('Come again');
  await page.getByRole('button', { name: /Language of receipts/ }).click();
  await page.getByRole('option', { name: 'Deutsch' }).click();
  await expect(paper).toContainText('Beleg');
  await page.getByRole('button', { name: /Language of receipts/ }).click();
  await page.getByRole('option', { name: 'English' }).click();
  await expect(paper).toContainText('Receipt');
});

test('a printer is added, tells its state, and prints a test page', async ({
  office,
  page,
  request,
  shop,
}) => {
  const printer = new Printer(request, shop.printer);
  await printer.clear();
  await office.open('/settings?part=printers');
  const row = page.getByRole('listitem').filter({ hasText: 'Receipt printer' }).first();
  await expect(row).toContainText('Ready');
  await row.getByRole('button', { name: 'Test page' }).click();
  await expect.poll(async () => (await printer.slips())[0]).toContain('If you can read this');

  await page.getByRole('button', { name: 'Add a printer' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name').fill('Kitchen');
  await dialog.getByLabel('Address').fill('http://192.0.2.1/');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toContainText('This is not the address of a printer.');
  await dialog.getByLabel('Address').fill('127.0.0.1:1');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toBeHidden();
  const kitchen = page.getByRole('listitem').filter({ hasText: '127.0.0.1:1' });
  await expect(kitchen).toContainText('Not reached');
  await printer.clear();
});

test('the receipt of an order is printed again from its page, as a copy', async ({
  office,
  page,
  request,
  server,
  shop,
  elsewhere,
}) => {
  const printer = new Printer(request, shop.printer);
  await printer.clear();
  const crock = await server.article({ name: 'Salt Crock', price: 1450 });
  const { id, number } = await elsewhere.sell(crock);
  await office.open(`/orders/${id}`);
  await page.getByRole('button', { name: 'Print a copy' }).click();
  await expect.poll(async () => (await printer.slips())[0]).toContain('COPY');
  expect((await printer.slips())[0]).toContain(number!);
});
