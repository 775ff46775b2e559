import { expect, test } from './office';

test('the editor keeps what the till asks, and the settings how a scale prints', async ({
  office,
}) => {
  const { page } = office;
  await office.open('/products/new');
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Loose Tea');
  await page.getByRole('textbox', { name: 'SKU' }).fill(`TEA-${Date.now()}`);
  await page.getByRole('textbox', { name: 'Price (GBP)' }).fill('4.50');
  await page.getByText('The price is asked').click();
  await page.getByRole('textbox', { name: 'At most (GBP)' }).fill('20');
  await page.getByRole('textbox', { name: 'Minimum age' }).fill('200');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('An age is 1 to 99.')).toBeVisible();
  await page.getByRole('textbox', { name: 'Minimum age' }).fill('18');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Loose Tea saved')).toBeVisible();
  await page.reload();
  await expect(page.getByRole('checkbox', { name: 'The price is asked' })).toBeChecked();
  await expect(page.getByRole('textbox', { name: 'At most (GBP)' })).toHaveValue('20.00');
  await expect(page.getByRole('textbox', { name: 'Minimum age' })).toHaveValue('18');

  await office.open('/settings?part=scales');
  await page.getByRole('button', { name: 'Add a barcode layout' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('21 IIIII WWWWW C')).toBeVisible();
  await page.getByRole('button', { name: 'Remove the layout of 21' }).click();
  await expect(page.getByText('No scale prints barcodes here')).toBeVisible();
});
