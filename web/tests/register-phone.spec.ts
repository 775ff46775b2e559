import { devices } from '@playwright/test';
import { expect, test } from './till';

const { viewport, userAgent, deviceScaleFactor, isMobile, hasTouch } = devices['Pixel 7'];
test.use({ viewport, userAgent, deviceScaleFactor, isMobile, hasTouch });

test('on a phone the cart rises over the goods, and a sale takes only taps', async ({
  page,
  till,
  server,
}) => {
  const plant = await server.article({ name: 'Money Plant', price: 1475 });
  await till.open();
  await till.search.fill(plant.name);
  const tile = till.goods.getByRole('row', { name: plant.name });
  await tile.tap();
  await tile.tap();
  const bar = page.getByRole('button', { name: '2 items £29.50' });
  await expect(bar).toBeVisible();
  await bar.tap();
  await till.expectTotal('£29.50');

  await till.line(plant.name).tap();
  await till.cart.getByRole('button', { name: 'One less' }).tap();
  await till.expectTotal('£14.75');
  await till.cart.getByRole('button', { name: 'Done' }).tap();
  await till.cart.getByRole('button', { name: 'Pay £14.75' }).tap();
  await till.expectDue('£14.75');
  const keypad = page.getByRole('group', { name: 'Keypad' });
  for (const key of ['2', '0', '00']) {
    await keypad.getByRole('button', { name: key, exact: true }).tap();
  }
  await till.tender(/Cash £20.00/).tap();
  await till.expectDone('Change', '£5.25');
  await expect(till.nextSale).toBeEnabled();
  await till.nextSale.tap();
  await expect(page.getByRole('button', { name: 'Cart £0.00' })).toBeVisible();
});
