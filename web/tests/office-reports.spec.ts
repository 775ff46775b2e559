import { expectAccessible } from './inspect';
import { expect, test } from './office';

test('a report tells a period apart, comes to the same in every way, and follows the sales', async ({
  office,
  server,
  elsewhere,
}) => {
  const { page } = office;
  const kettle = await server.article({ name: 'Enamel Kettle', price: 3600, cost: 1500 });
  await elsewhere.sell(kettle, { quantity: '2' });
  await office.open('/reports?by=product');
  await office.choosePeriod('Today');
  await expect(office.row(kettle.name)).toContainText('£72.00');
  const total = page.locator('[data-figure="total"]');
  const sold = await total.innerText();
  for (const by of ['Day', 'Hour', 'Category', 'Tender', 'Tax', 'Staff', 'Product']) {
    await page.getByRole('tab', { name: by, exact: true }).click();
    await office.settled();
    await expect(page.getByRole('columnheader', { name: by, exact: true }).first()).toBeAttached();
    await expect(page.locator('tr[data-total]')).toContainText(sold);
  }

  // A sale elsewhere is in the report at once, and the report is a file.
  await elsewhere.sell(kettle);
  await expect(office.row(kettle.name)).toContainText('£108.00');
  const started = page.waitForEvent('download');
  await page.getByRole('button', { name: 'CSV' }).click();
  expect((await started).suggestedFilename()).toMatch(/^sales-.*\.csv$/);

  // From the day to its orders.
  await page.getByRole('tab', { name: 'Day', exact: true }).click();
  await office.settled();
  await page.locator('tbody').getByRole('link').first().click();
  await expect(page).toHaveURL(/\/orders\?state=completed&from=.*&to=/);

  // From an hour to what happened in it.
  await page.goBack();
  await page.getByRole('tab', { name: 'Hour', exact: true }).click();
  await office.settled();
  const hour = page.locator('tbody').getByRole('link', { name: /[AP]M/ }).first();
  const name = await hour.innerText();
  await hour.click();
  await expect(page).toHaveURL(/hour=\d+/);
  await expect(page.getByRole('button', { name: /Hour of the day/ })).toContainText(name);

  // From a tender to the orders that it paid, which the list's own filters name.
  await page.goBack();
  await page.getByRole('tab', { name: 'Tender', exact: true }).click();
  await office.settled();
  await page.locator('tbody').getByRole('link', { name: 'Cash' }).click();
  await expect(page).toHaveURL(/tender=cash/);
  await expect(page.getByRole('button', { name: /Paid by/ })).toContainText('Cash');
  await expect(page.getByRole('row').nth(1)).toBeVisible();
  await page.getByRole('button', { name: /Paid by/ }).click();
  await page.getByRole('option', { name: 'Any tender' }).click();
  await expect(page).not.toHaveURL(/tender=/);
});

for (const theme of ['light', 'dark'] as const) {
  test(`reports hold WCAG AA, ${theme}`, async ({ office }) => {
    await office.page.emulateMedia({ colorScheme: theme });
    for (const path of ['/reports', '/reports?by=product', '/reports?from=2001-01-01']) {
      await office.open(path);
      await expectAccessible(office.page, path);
    }
  });
}
