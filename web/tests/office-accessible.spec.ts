import { expectAccessible } from './inspect';
import { expect, test } from './office';

for (const theme of ['light', 'dark'] as const) {
  test(`every page of the back office holds WCAG AA, ${theme}`, async ({
    office,
    server,
    elsewhere,
  }) => {
    const { page } = office;
    await page.emulateMedia({ colorScheme: theme });
    const chair = await server.article({ name: 'Folding Chair', price: 2400 });
    const customer = await elsewhere.customer('Ida Winter');
    const order = await elsewhere.sell(chair, { customer });

    const paths = [
      ...[
        '/',
        '/orders',
        `/orders/${order.id}`,
        '/orders?search=zzz',
        '/products',
        '/products/new',
      ],
      ...['/stock', `/stock/${chair.variantId}`, '/customers', `/customers/${customer.id}`],
      ...['/payments', '/books', '/books?part=trial-balance', '/books?part=accounts', '/settings'],
      ...['/settings?part=people', '/settings?part=roles', '/settings?part=keys'],
    ];
    for (const path of paths) {
      await office.open(path);
      await expectAccessible(page, path);
    }
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
