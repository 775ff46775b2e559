import type { Customer, PriceList, StockLevel } from '../src/api/types';
import { withNothing } from '../tests/nothing';
import { Camera, LOOKS, test } from './camera';

/** The lists of a shop that has sold nothing yet. */
const EMPTY = [
  ...['/', '/orders', '/options', '/price-lists', '/promotions', '/stock', '/customers'],
  ...['/payments', '/shifts', '/shifts?part=safe', '/reports', '/books', '/imports', '/audit'],
];

// One that is missing is told at once.
test.use({ actionTimeout: 40_000 });

/** What opens over the pages of the back office, and their parts that are not seen first. */
for (const { size, theme } of LOOKS) {
  test(`office details at ${size}, ${theme}`, async ({ browser, shop }) => {
    const camera = await Camera.open(browser, shop, size, theme);
    const { page } = camera;
    const button = (name: string | RegExp) => page.getByRole('button', { name });
    const dialog = page.getByRole('dialog');
    const list = async <Row>(path: string): Promise<Row[]> =>
      (await (await page.request.get(`/v1/${path}`)).json()).items;
    /** Opens it, takes its picture and closes it. */
    const open = async (name: string, opener: string | RegExp) => {
      await button(opener).first().click();
      await dialog.first().waitFor();
      await camera.take(name);
      await dialog
        .getByRole('button', { name: /^(Cancel|Close)$/ })
        .first()
        .click();
      await dialog.waitFor({ state: 'detached' });
    };
    const panel = async (name: string) => {
      const row = page
        .getByRole('row')
        .filter({ has: page.getByRole('gridcell') })
        .first();
      await row
        .getByRole('gridcell')
        .nth(size === 390 ? 0 : 1)
        .click();
      await page
        .getByRole('complementary')
        .or(dialog)
        .getByRole('button', { name: 'Close' })
        .waitFor();
      await camera.take(name);
    };

    await page.goto('/sign-in');
    await page.getByRole('textbox', { name: 'E-mail' }).waitFor();
    await camera.take('sign-in-office');
    await page.getByRole('textbox', { name: 'E-mail' }).fill('owner@example.com');
    await page.getByLabel('Password', { exact: true }).fill('wrong');
    await button('Sign in').click();
    await page.getByText('do not go together').waitFor();
    await camera.take('sign-in-refused');
    await page.request.post('/v1/sessions', {
      data: { email: 'owner@example.com', password: 'demo' },
    });

    await page.goto('/no-such-page');
    await page.getByText('No such page').waitFor();
    await camera.take('not-found');
    await button(/You and this screen/).click();
    await page.getByRole('menu').waitFor();
    await camera.take('user-menu');

    // A phone goes to the order itself.
    if (size !== 390) {
      await page.goto('/orders');
      await panel('order-peek');
    }
    await page.goto('/orders?state=completed');
    await button('Saved filters').click();
    await page.getByRole('menuitem', { name: 'Save these filters' }).click();
    await page.getByRole('dialog', { name: 'Save these filters' }).waitFor();
    await camera.take('filters-save');
    await page.goto('/payments');
    await panel('payment');
    await page.goto('/audit');
    await panel('audit-row');

    await page.goto('/products');
    await page.getByRole('grid').waitFor();
    if (size !== 390) {
      await button('Columns').click();
      await page.getByRole('menu').waitFor();
      await camera.take('columns');
    }
    await page.goto('/options');
    await open('options-new', 'New group');
    await page.goto('/price-lists');
    await open('price-list-new', 'New price list');
    const [priceList] = await list<PriceList>('price-lists?limit=1');
    await page.goto(`/price-lists/${priceList!.id}`);
    await open('price-list-edit', 'Edit list');

    await camera.visit('stock-low', '/stock?show=low');
    await camera.visit('stock-recount', '/stock?show=recount');
    const [level] = await list<StockLevel>('stock?limit=1');
    await page.goto(`/stock/${level!.variant_id}`);
    await open('stock-adjust', /^Adjust(?! stock)/);

    await page.goto('/customers');
    await open('customer-new', 'Add customer');
    await open('customer-groups', /groups/i);
    const [customer] = await list<Customer>('customers?limit=1');
    await page.goto(`/customers/${customer!.id}`);
    await open('customer-edit', 'Edit');
    await open('customer-exempt', 'Exempt from tax');

    await camera.visit('safe', '/shifts?part=safe');
    await open('safe-move', 'Record a movement');
    for (const by of ['category', 'tax', 'staff'])
      await camera.visit(`reports-${by}`, `/reports?by=${by}`);
    await camera.visit('reports-nothing', '/reports?from=2020-01-01&to=2020-01-02');

    await page.goto('/promotions/new');
    await page.getByRole('textbox', { name: 'Name' }).fill('A tenth off');
    await page.getByRole('textbox', { name: 'Percent off' }).fill('10');
    await page.getByText('Saved in all').waitFor();
    await camera.take('promotion-preview');

    await page.goto('/settings?part=taxes');
    await open('tax-category-new', 'Add tax category');
    await page.goto('/settings?part=scales');
    await open('scale-new', 'Add a barcode layout');
    await page.goto('/settings?part=registers');
    await open('register-new', 'Add register');
    await open('register-shifts', 'Shifts');
    await page.goto('/settings?part=printers');
    await open('printer-new', 'Add a printer');
    await page.goto('/settings?part=people');
    await open('person-new', 'Add person');
    await open('person', /^Change /);
    await page.goto('/settings?part=roles');
    await open('role-new', 'New role');
    await page.goto('/settings?part=keys');
    await open('key-new', 'Add API key');
    await camera.close();
  });

  test(`nothing yet at ${size}, ${theme}`, async ({ browser }) => {
    await withNothing(async (nothing) => {
      const camera = await Camera.open(browser, nothing, size, theme);
      const { page } = camera;
      await page.goto('/setup');
      await page.getByLabel('Set-up code').fill(nothing.code);
      await page.getByLabel('Name of the business').fill('Corner Shop');
      await page.getByRole('button', { name: /Country/ }).click();
      await page.getByRole('option', { name: 'United Kingdom' }).click();
      await page.getByRole('button', { name: 'Next' }).click();
      await page.getByLabel('Your name').fill('Ada Quill');
      await page.getByLabel('E-mail').fill('ada@example.com');
      await page.getByLabel('Password').fill('a long password');
      await page.getByLabel('PIN').fill('4071');
      await page.getByRole('button', { name: 'Next' }).click();
      await page.getByLabel('Time zone').fill('Europe/London');
      await page.getByRole('button', { name: 'Create the shop' }).click();
      await page.getByLabel('What do you sell?').waitFor();
      for (const path of EMPTY)
        await camera.visit(`empty-${path.slice(1).replace('?part=', '-') || 'home'}`, path);
      await page.goto('/products');
      await page.getByRole('heading', { name: 'No products yet' }).waitFor();
      await camera.take('empty-products');
      await page.goto('/settings?part=printers');
      await page.getByText('No receipt printer yet').waitFor();
      await camera.take('empty-printers');
      await camera.close();
    });
  });
}
