import { expect, test } from './shop';

test('the owner signs in, and a sale rung up elsewhere appears on the order list without a reload', async ({
  page,
  request,
  shop,
}) => {
  const headers = { authorization: `Bearer ${shop.apiKey}` };
  const signedIn = await page.request.post(`${shop.url}/v1/sessions`, {
    data: { email: 'owner@example.com', password: 'demo' },
  });
  expect(signedIn.status()).toBe(201);
  await page.goto(`${shop.url}/orders`);
  await expect(page.getByText(/R\d-\d{6}/).first()).toBeVisible();

  const registers = await (await request.get(`${shop.url}/v1/registers`, { headers })).json();
  const products = await (
    await request.get(`${shop.url}/v1/products?search=lantern`, { headers })
  ).json();
  const sale = await request.post(`${shop.url}/v1/sales`, {
    headers,
    data: {
      register_id: registers.items[0].id,
      lines: [{ variant_id: products.items[0].variants[0].id }],
      payments: [{ tender: 'cash' }],
    },
  });
  expect(sale.status()).toBe(201);
  const { number } = await sale.json();
  await expect(page.getByText(number).first()).toBeVisible();
});
