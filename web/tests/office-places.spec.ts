import { expectAccessible, expectNoOverflow } from './inspect';
import { expect, test } from './office';

test('the business day of a location turns at another hour from the next day on, until somebody thinks better of it', async ({
  office,
}) => {
  const { page } = office;
  const row = page.getByRole('listitem').filter({ hasText: 'Station Kiosk' }).last();
  const change = page.getByRole('button', { name: 'Change Station Kiosk' });
  const dialog = page.getByRole('dialog', { name: 'Change Station Kiosk' });
  const zone = dialog.getByRole('combobox', { name: 'Time zone' });
  const save = dialog.getByRole('button', { name: 'Save' });
  async function turnsAt(time: string): Promise<void> {
    await dialog.getByRole('button', { name: /The business day begins at/ }).click();
    await page.getByRole('option', { name: time, exact: true }).click();
  }
  await office.open('/settings?part=registers');
  await expect(change).toBeVisible();
  await change.click();
  await zone.fill('Mars/Olympus');
  await save.click();
  await expect(dialog.getByText('"Mars/Olympus" is not a known time zone.')).toBeVisible();
  await expectAccessible(page, 'a time zone that nobody knows');

  await zone.fill('lisbon');
  await page.getByRole('option', { name: 'Europe/Lisbon' }).click();
  await turnsAt('05:00');
  await expectAccessible(page, 'the business day of a location');
  await save.click();
  await expect(dialog).toHaveCount(0);
  await expect(row).toContainText('Europe/London · the business day begins at 04:00');
  await expect(row).toContainText(': Europe/Lisbon, 05:00');
  await expectAccessible(page, 'a business day that is going to change');
  await page.setViewportSize({ width: 390, height: 844 });
  await expectNoOverflow(page, 'locations on a phone');

  // It has not come yet, and is taken back.
  await change.click();
  await expect(dialog).toContainText(': Europe/Lisbon, 05:00');
  await zone.fill('Europe/London');
  await page.getByRole('option', { name: 'Europe/London' }).click();
  await turnsAt('04:00');
  await save.click();
  await expect(dialog).toHaveCount(0);
  await expect(row).toContainText('Europe/London · the business day begins at 04:00');
  await expect(row).not.toContainText('Lisbon');
});

test('a further location is opened', async ({ office }) => {
  const { page } = office;
  await office.open('/settings?part=registers');
  await page.getByRole('button', { name: 'Add location' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add location' });
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toContainText('Give it a name.');
  await dialog.getByLabel('Name').fill('Harbour shop');
  await dialog.getByRole('combobox', { name: 'Time zone' }).fill('auckland');
  await page.getByRole('option', { name: 'Pacific/Auckland' }).click();
  await expectAccessible(page, 'a further location');
  await dialog.getByRole('button', { name: 'Save' }).click();
  const row = page.getByRole('listitem').filter({ hasText: 'Harbour shop' });
  await expect(row).toContainText('Pacific/Auckland');
  await page.getByRole('button', { name: 'Add register' }).click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /Location/ })
    .click();
  await expect(page.getByRole('option', { name: 'Harbour shop' })).toBeVisible();
});
