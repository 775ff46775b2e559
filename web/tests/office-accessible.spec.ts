import { expectAccessible } from './inspect';
import { expect, test, type Office } from './office';

for (const theme of ['light', 'dark'] as const) {
  /** Each page as it comes to rest. */
  async function visit(office: Office, paths: readonly string[]): Promise<void> {
    await office.page.emulateMedia({ colorScheme: theme });
    for (const path of paths) {
      await office.open(path);
      await expectAccessible(office.page, path);
    }
  }

  test(`the pages of the day's work hold WCAG AA, ${theme}`, async ({
    office,
    server,
    elsewhere,
  }) => {
    const chair = await server.article({ name: 'Folding Chair', price: 2400 });
    const customer = await elsewhere.customer('Ida Winter');
    const order = await elsewhere.sell(chair, { customer });
    await visit(office, [
      ...['/', '/orders', `/orders/${order.id}`, '/orders?search=zzz', '/products'],
      ...['/products/new', '/stock', `/stock/${chair.variantId}`],
      ...['/customers', `/customers/${customer.id}`],
    ]);
  });

  test(`the pages of prices and books hold WCAG AA, ${theme}`, async ({ office, server }) => {
    const stool = await server.article({ name: 'Step Stool', price: 2400 });
    const promotion = await server.promotion({ name: 'Ten off', kind: 'percent', percent: '10' });
    const list = await server.priceList('Summer prices', stool, 2200);
    await visit(office, [
      ...['/promotions', '/promotions/new', `/promotions/${promotion.id}`],
      ...['/price-lists', `/price-lists/${list.id}`],
      ...['/payments', '/books', '/books?part=trial-balance', '/books?part=accounts'],
    ]);
    await server.endPromotion(promotion);
  });

  test(`the settings hold WCAG AA, ${theme}`, async ({ office }) => {
    const parts = ['shop', 'taxes', 'scales', 'registers', 'receipts', 'printers'];
    const all = [...parts, 'people', 'roles', 'keys'];
    await visit(
      office,
      all.map((part) => `/settings?part=${part}`),
    );
  });

  test(`what opens over a page holds WCAG AA, ${theme}`, async ({ office }) => {
    const { page } = office;
    await page.emulateMedia({ colorScheme: theme });
    await office.open('/stock');
    await page.keyboard.press('?');
    await expect(page.getByRole('dialog')).toBeVisible();
    await expectAccessible(page, 'shortcuts');
    await page.keyboard.press('Escape');

    await office.openPalette();
    await expectAccessible(page, 'palette');
    await page.keyboard.type('no such thing');
    await expect(page.getByText('Nothing goes by that name.')).toBeVisible();
    await expectAccessible(page, 'palette that found nothing');
  });
}
