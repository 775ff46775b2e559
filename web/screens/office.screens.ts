import type { OrderSummary, Product, StockLevel } from '../src/api/types';
import { Camera, LOOKS, test } from './camera';

for (const { size, theme, isMain } of LOOKS) {
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

    // The screens that say most, in every look; the others on a desktop.
    await camera.visit('home', '/');
    await camera.visit('order', `/orders/${rich.id}`);
    if (isMain) {
      await camera.visit('products', '/products');
      await camera.visit('product', `/products/${lantern!.id}`);
      await camera.visit('stock', '/stock');
      await camera.visit('stock-variant', `/stock/${level!.variant_id}`);
      await camera.visit('customers', '/customers');
      await camera.visit('customer', `/customers/${rich.customer_id}`);
      await camera.visit('payments', '/payments');
      await camera.visit('journal', '/books');
      await camera.visit('trial-balance', '/books?part=trial-balance');
      await camera.visit('settings', '/settings');
      await camera.visit('orders', '/orders');
      await page.keyboard.press('Control+k');
      await page.getByRole('combobox', { name: /Find an order/ }).fill('lantern');
      await page.getByRole('option', { name: lantern!.name }).waitFor();
      await camera.take('palette');
      await page.keyboard.press('Escape');
      await page.keyboard.press('?');
      await camera.take('shortcuts');
    }
    await camera.close();
  });
}
