import { execFileSync } from 'node:child_process';
import { expect, test } from './till';

test('the receipt is printed once, then as a copy, and the drawer opens for cash', async ({
  page,
  till,
  server,
  printer,
}) => {
  const jug = await server.article({ name: 'Stoneware Jug', price: 2600 });
  const kicks = await printer.kicks();
  await till.open();
  await till.scan(jug.barcode);
  await till.pay('£26.00');
  await till.tender(/Exact/).click();
  await till.expectDone('Paid', '£26.00');
  const number = await till.receiptNumber();
  await expect.poll(() => printer.kicks()).toBe(kicks + 1);

  await page.getByRole('button', { name: 'Print receipt' }).click();
  await expect(page.getByText('Printed.')).toBeVisible();
  await page.getByRole('button', { name: 'Print a copy' }).click();
  await expect.poll(async () => (await printer.slips()).length).toBe(2);
  await page.getByRole('button', { name: 'Gift receipt' }).click();
  await expect.poll(async () => (await printer.slips()).length).toBe(3);

  const [original, copy, gift] = await printer.slips();
  expect(original).toContain(number);
  expect(original).toContain(jug.name);
  expect(original).toContain('GBP 26.00');
  expect(original).not.toContain('COPY');
  expect(copy).toContain('COPY');
  expect(gift).toContain(jug.name);
  expect(gift).not.toContain('26.00');
});

test('a printer without paper says what to do, and prints by itself once it has some', async ({
  page,
  till,
  server,
  printer,
}) => {
  const mug = await server.article({ name: 'Tin Mug', price: 700 });
  await printer.hand({ paper: 'out' });
  await till.open();
  await till.scan(mug.barcode);
  await till.pay('£7.00');
  await till.tender(/Exact/).click();
  await till.expectDone('Paid', '£7.00');
  await page.getByRole('button', { name: 'Print receipt' }).click();
  await expect(page.getByText('The printer has no paper. Put in a new roll')).toBeVisible();
  await printer.hand({ cover_open: true, paper: 'enough' });
  await expect(page.getByText("The printer's cover is open. Close it")).toBeVisible();
  await printer.hand({ cover_open: false });
  await expect(page.getByText('Printed.')).toBeVisible();
  expect(await printer.slips()).toHaveLength(1);
});

test('a printer that dies in the middle leaves a question, not a second receipt', async ({
  page,
  till,
  server,
  printer,
}) => {
  const bowl = await server.article({ name: 'Oak Bowl', price: 1900 });
  await printer.hand({ manners: 'dies' });
  await till.open();
  await till.scan(bowl.barcode);
  await till.pay('£19.00');
  await till.tender(/Exact/).click();
  await till.expectDone('Paid', '£19.00');
  await page.getByRole('button', { name: 'Print receipt' }).click();
  await expect(page.getByText('The printer fell silent. Look whether')).toBeVisible();
  await printer.hand({ manners: 'good', tear_off: true });
  await page.getByRole('button', { name: 'Print a copy' }).click();
  await expect(page.getByText('Printed.')).toBeVisible();
  const [copy] = await printer.slips();
  expect(copy).toContain('COPY');
});

test('the receipt and the gift receipt are taken along as files', async ({
  page,
  till,
  server,
}) => {
  const bowl = await server.article({ name: 'Käse & Brot Bowl', price: 1900 });
  await till.open();
  await till.scan(bowl.barcode);
  await till.pay('£19.00');
  await till.tender(/Exact/).click();
  await till.expectDone('Paid', '£19.00');
  const number = await till.receiptNumber();
  const take = async (item: string) => {
    await page.getByRole('button', { name: 'PDF' }).click();
    const download = page.waitForEvent('download');
    await page.getByRole('menuitem', { name: item, exact: true }).click();
    const file = await download;
    return { name: file.suggestedFilename(), words: words(await file.path()) };
  };
  const receipt = await take('Receipt as PDF');
  expect(receipt.name).toBe(`Receipt-${number}.pdf`);
  expect(receipt.words).toContain(bowl.name);
  expect(receipt.words).toContain('GBP 19.00');
  const gift = await take('Gift receipt as PDF');
  expect(gift.words).toContain(bowl.name);
  expect(gift.words).not.toContain('19.00');
  // The screen is still that of the sale.
  await expect(till.receipt).toBeVisible();
});

/** What is read out of a PDF. */
function words(path: string): string {
  const text = execFileSync('pdftotext', ['-layout', path, '-'], { encoding: 'utf8' });
  return text.replaceAll(/\s+/g, ' ');
}

test('a past sale is printed again as a copy or a gift receipt, and the X report too', async ({
  page,
  till,
  server,
  printer,
}) => {
  const bowl = await server.article({ name: 'Soup Bowl', price: 900 });
  await till.open();
  await till.scan(bowl.barcode);
  await till.pay('£9.00');
  await till.tender(/Exact/).click();
  await till.expectDone('Paid', '£9.00');
  const number = await till.receiptNumber();
  await page.getByRole('button', { name: 'Print receipt' }).click();
  await expect(page.getByText('Printed.')).toBeVisible();
  await till.nextSale.click();

  await till.scan(number);
  await page.getByRole('button', { name: new RegExp(`^${number}`) }).click();
  await page.getByRole('button', { name: 'Print a copy' }).click();
  await expect.poll(async () => (await printer.slips()).length).toBe(2);
  await page.getByRole('button', { name: 'Gift receipt' }).click();
  await expect.poll(async () => (await printer.slips()).length).toBe(3);
  const [, copy, gift] = await printer.slips();
  expect(copy).toContain('COPY');
  expect(gift).not.toContain('9.00');

  await page.getByRole('button', { name: 'Back to the sale' }).click();
  await page.getByRole('button', { name: 'Shift' }).click();
  await page.getByRole('button', { name: 'Print the X report' }).click();
  await expect.poll(async () => (await printer.slips()).at(-1)).toContain('X report');
});
