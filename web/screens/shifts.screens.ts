import type { Shift } from '../src/api/types';
import { Till } from '../tests/till';
import { Camera, LOOKS, test } from './camera';

// Keys are pressed by hand: in a picture's fixed time all that is typed would count as one scan.
test.use({ actionTimeout: 40_000 });
for (const { size, theme } of LOOKS) {
  test(`shifts at ${size}, ${theme}`, async ({ browser, shop }) => {
    const camera = await Camera.open(browser, shop, size, theme);
    const { page } = camera;
    const button = (name: string | RegExp) => page.getByRole('button', { name });
    await new Till(page, shop).open('Counter 2', 'Nell Marlowe');
    await button(/You and this screen/).click();
    await page.getByRole('menuitem', { name: 'Shift' }).click();
    await page.locator('button[data-row]', { hasText: 'Close the shift' }).click();
    await page.getByRole('heading', { name: 'Count the drawer' }).waitFor();
    for (const key of [/^5$/, /^Next$/, /^9$/, /^Next$/, /^4$/]) await button(key).click();
    await camera.take('register-shift-count');
    await button(/^Counted/).click();
    await button('Close the shift').last().click();
    await page.getByRole('heading', { name: /is closed/ }).waitFor();
    await camera.take('register-shift-closed');
    await button('Back to the sale').click();
    await button('Open a shift').waitFor();
    await button('Open a shift').click();
    await button(/^Open with/).waitFor();
    await button(/^Open with/).click();
    await page.getByRole('grid', { name: 'Goods' }).waitFor();

    await page.request.post('/v1/sessions', {
      data: { email: 'owner@example.com', password: 'demo' },
    });
    const closed: { items: Shift[] } = await (
      await page.request.get('/v1/shifts?state=closed&limit=20')
    ).json();
    const full = closed.items.find(({ sales_count }) => (sales_count ?? 0) > 5) ?? closed.items[0]!;
    await camera.visit('shift', `/shifts/${full.id}`);
    await camera.close();
  });
}
