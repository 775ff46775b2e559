import type { OrderSummary, PriceList, Product, Promotion, StockLevel } from '../src/api/types';
import { Camera, LOOKS, test } from './camera';

/** The parts of the settings. */
const SETTINGS = [
  ...['shop', 'taxes', 'scales', 'registers', 'receipts', 'printers', 'people', 'roles', 'keys'],
];

for (const { size, theme } of LOOKS) {
  test(`back office at ${size}, ${theme}`, async ({ browser, shop }) => {
    const camera = await Camera.open(browser, shop, size, theme);
    const { page } = camera;
    const signedIn = await page.request.post('/v1/sessions', {
      data: { email: 'owner@example.com', password: 'demo' },
    });
    const list = async <Row>(path: string): Promise<Row[]> =>
      (await (await page.request.get(`/v1/${path}`)).json()).items;
    if (!signedIn.ok()) throw new Error(await signedIn.text());

    const orders = await list<OrderSummary>('orders?limit=200&state=completed');
    const rich = orders.find((order) => order.customer_id && order.line_count > 2) ?? orders[0]!;
    const [lantern] = await list<Product>('products?search=lantern&limit=1');
    const [level] = await list<StockLevel>('stock?search=lantern&limit=1');

    const [priceList] = await list<PriceList>('price-lists?limit=1');
    const [promotion] = await list<Promotion>('promotions?limit=1');
    const pages: [name: string, path: string][] = [
      ['home', '/'],
      ['orders', '/orders'],
      ['orders-nothing-found', '/orders?search=no+such+thing'],
      ['order', `/orders/${rich.id}`],
      ['products', '/products'],
      ['product', `/products/${lantern!.id}`],
      ['product-new', '/products/new'],
      ['options', '/options'],
      ['price-lists', '/price-lists'],
      ...(priceList ? [['price-list', `/price-lists/${priceList.id}`] as [string, string]] : []),
      ['promotions', '/promotions'],
      ['promotion-new', '/promotions/new'],
      ...(promotion ? [['promotion', `/promotions/${promotion.id}`] as [string, string]] : []),
      ['stock', '/stock'],
      ['stock-variant', `/stock/${level!.variant_id}`],
      ['customers', '/customers'],
      ['customer', `/customers/${rich.customer_id}`],
      ['payments', '/payments'],
      ['shifts', '/shifts'],
      ['reports', '/reports'],
      ['reports-hour', '/reports?by=hour'],
      ['reports-product', '/reports?by=product'],
      ['reports-tender', '/reports?by=tender'],
      ['journal', '/books'],
      ['trial-balance', '/books?part=trial-balance'],
      ['accounts', '/books?part=accounts'],
      ['audit', '/audit'],
      ...SETTINGS.map((part): [string, string] => [`settings-${part}`, `/settings?part=${part}`]),
    ];
    for (const [name, path] of pages) await camera.visit(name, path);

    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: /Find an order/ }).fill('lantern');
    await page.getByRole('option', { name: lantern!.name }).waitFor();
    await camera.take('palette');
    // The first takes away what was typed.
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.keyboard.press('?');
    await page.getByRole('dialog').waitFor();
    await camera.take('shortcuts');
    await camera.close();
  });
}
