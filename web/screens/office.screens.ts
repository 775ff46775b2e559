import { Camera, SIZES, THEMES, test, type Size } from './camera';

for (const size of Object.keys(SIZES).map(Number) as Size[]) {
  for (const theme of THEMES) {
    test(`back office at ${size}, ${theme}`, async ({ browser, shop }) => {
      const camera = await Camera.open(browser, shop, size, theme);
      const { page } = camera;
      const headers = { authorization: `Bearer ${shop.apiKey}` };
      const list = async (path: string) =>
        (await (await page.request.get(`/v1/${path}`, { headers })).json()).items;

      await page.goto('/sign-in?part=office');
      await page.getByRole('button').first().waitFor();
      await camera.take('sign-in-office');
      await page.request.post('/v1/sessions', {
        data: { email: 'owner@example.com', password: 'demo' },
      });
      const visit = async (name: string, path: string) => {
        await page.goto(path);
        await page.locator('h1').first().waitFor();
        await camera.take(name);
      };
      const orders = await list('orders?limit=200');
      const rich =
        orders.find(
          (o: { customer_id: string | null; line_count: number; refund_state: string }) =>
            o.customer_id && o.line_count > 2 && o.refund_state === 'partial',
        ) ?? orders[0];
      const stock = await list('stock?search=lantern&limit=1');
      const customers = await list('customers?limit=50');
      const products = await list('products?search=lantern&limit=1');
      await visit('home', '/');
      await visit('orders', '/orders');
      await visit(
        'orders-filtered',
        '/orders?state=completed&from=2026-11-20&to=2026-11-20&search=R1',
      );
      await visit('orders-none', '/orders?search=zzz');
      await visit('order', `/orders/${rich.id}`);
      await visit('products', '/products');
      await visit('product', `/products/${products[0].id}`);
      await visit('product-new', `/products/new`);
      await visit('stock', '/stock');
      await visit('stock-recount', '/stock?show=recount');
      await visit('stock-variant', `/stock/${stock[0].variant_id}`);
      await visit('customers', '/customers');
      await visit('customer', `/customers/${rich.customer_id ?? customers[0].id}`);
      await visit('payments', '/payments');
      await visit('books-journal', '/books');
      await visit('books-trial-balance', '/books?part=trial-balance');
      await visit('books-accounts', '/books?part=accounts');
      for (const tab of ['shop', 'registers', 'people', 'keys', 'taxes'])
        await visit(`settings-${tab}`, `/settings?part=${tab}`);
      await page.goto('/');
      await page.keyboard.press('Control+k');
      await camera.take('palette');
      await page.keyboard.press('Escape');
      await page.keyboard.press('?');
      await camera.take('shortcuts');
      await camera.close();
    });
  }
}
