import { withNothing } from '../tests/nothing';
import { Camera, LOOKS, test } from './camera';

/** Goods that are new each time. */
const goods = (mark: string) => `Artikelnummer;Bezeichnung;VK brutto;EAN;MwSt
${mark}-1;Importierter Becher;12,50;;20
${mark}-2;Importierter Teller;9,90;4012345678902;20
${mark}-3;;5,00;;20
${mark}-4;Importierte Kanne;24,00;;20
`;

/** Work that goes over several screens: a file, labels, many products at once, a shop from nothing. */
for (const { size, theme } of LOOKS) {
  test(`office work at ${size}, ${theme}`, async ({ browser, shop }) => {
    const camera = await Camera.open(browser, shop, size, theme);
    const { page } = camera;
    await page.request.post('/v1/sessions', {
      data: { email: 'owner@example.com', password: 'demo' },
    });
    const button = (name: string | RegExp) => page.getByRole('button', { name });
    const choose = async (field: RegExp, option: string) => {
      await button(field).click();
      await page.getByRole('option', { name: option, exact: true }).click();
    };

    await camera.visit('imports', '/imports');
    const mark = `${size}${theme}`.toUpperCase();
    await page.getByLabel('File', { exact: true }).setInputFiles({
      ...{ name: 'goods.csv', mimeType: 'text/csv', buffer: Buffer.from(goods(mark), 'latin1') },
    });
    await button(/What VK brutto holds/).waitFor();
    await choose(/Tax of new products/, 'Standard rate');
    await camera.take('import-columns');
    await button('Check').click();
    await page.getByText('Nothing is changed yet.').waitFor();
    await camera.take('import-checked');
    await button(/^Import \d+ row/).click();
    await page.getByText('Done', { exact: true }).waitFor();
    await camera.take('import-done');
    await camera.visit('imports-some', '/imports');

    // Many at once are ticked where the list has columns.
    if (size !== 390) {
      await page.goto(`/products?search=${mark}`);
      const rows = page.getByRole('checkbox', { name: /Importiert/ });
      await rows.first().waitFor();
      for (const row of await rows.all()) await row.click({ force: true });
      await camera.take('products-ticked');
      await button('Change').click();
      await choose(/^(Price|Leave as it is Price)/, 'By percent');
      await page.getByLabel('Percent, with − to lower').fill('10');
      await page.getByRole('dialog').getByRole('button', { name: 'Preview' }).click();
      await page.getByRole('dialog').getByRole('listitem').first().waitFor();
      await camera.take('products-change');
      await page.keyboard.press('Escape');
      await page.getByRole('link', { name: 'Labels' }).last().click();
      await page.getByRole('region', { name: 'The labels as they are printed' }).waitFor();
      await camera.take('labels');
    }
    const { items } = await (await page.request.get('/v1/orders?limit=1&state=completed')).json();
    await page.goto(`/orders/${items[0].id}`);
    await button('E-mail').click();
    await page.getByRole('textbox', { name: 'E-mail address' }).fill('nobody@example.com');
    await camera.take('order-mail');

    await page.goto('/products');
    await button(/^Categories$/).click();
    await page.getByRole('dialog').getByRole('listitem').first().waitFor();
    await camera.take('categories');
    await page.goto('/settings?part=taxes');
    await button('New rate').first().click();
    await page.getByRole('dialog').getByRole('spinbutton').first().waitFor();
    await camera.take('tax-rate');
    await page.goto('/settings?part=registers');
    await button('Add location').click();
    await page.getByRole('combobox', { name: 'Time zone' }).waitFor();
    await camera.take('location-new');
    await page.keyboard.press('Escape');
    await button('Change Station Kiosk').click();
    await page.getByRole('combobox', { name: 'Time zone' }).waitFor();
    await camera.take('location');
    await camera.close();
  });

  test(`set-up at ${size}, ${theme}`, async ({ browser }) => {
    await withNothing(async (nothing) => {
      const camera = await Camera.open(browser, nothing, size, theme);
      const { page } = camera;
      const next = page.getByRole('button', { name: 'Next' });
      await page.goto('/setup');
      await page.getByLabel('Set-up code').waitFor();
      await camera.take('setup-business');
      await next.click();
      await camera.take('setup-missing');
      await page.getByLabel('Set-up code').fill(nothing.code);
      await page.getByLabel('Name of the business').fill('Corner Shop');
      await page.getByRole('button', { name: /Country/ }).click();
      await page.getByRole('option', { name: 'United Kingdom' }).click();
      await camera.take('setup-taxes');
      await next.click();
      await page.getByLabel('Your name').fill('Ada Quill');
      await page.getByLabel('E-mail').fill('ada@example.com');
      await page.getByLabel('Password').fill('a long password');
      await page.getByLabel('PIN').fill('4071');
      await camera.take('setup-owner');
      await next.click();
      await page.getByLabel('Time zone').fill('Europe/London');
      await camera.take('setup-register');
      await page.getByRole('button', { name: 'Create the shop' }).click();
      await page.getByLabel('What do you sell?').fill('Bread');
      await page.getByLabel(/Price/).fill('4.20');
      await camera.take('setup-first-product');
      await page.getByRole('button', { name: 'Add it' }).click();
      await page.getByRole('button', { name: 'Open the register' }).waitFor();
      await camera.take('setup-done');
      await camera.close();
    });
  });
}
