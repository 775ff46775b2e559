import type { Browser, Page } from '@playwright/test';
import { expect, test, type Office } from './office';

/** Opens a part of the settings. */
async function settings(office: Office, part: string): Promise<void> {
  await office.open(`/settings?part=${part}`);
}

/** Makes a role with these permissions, by their names on the screen. */
async function makeRole(page: Page, name: string, permissions: readonly string[]): Promise<void> {
  await page.getByRole('button', { name: 'New role' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Name of the role').fill(name);
  for (const permission of permissions) {
    await dialog.getByRole('checkbox', { name: permission, exact: true }).click({ force: true });
  }
  await dialog.getByRole('button', { name: 'Add' }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole('columnheader', { name })).toBeVisible();
}

/** A page on which somebody else is signed in. */
async function signedIn(browser: Browser, url: string, email: string): Promise<Page> {
  const context = await browser.newContext();
  const answer = await context.request.post(`${url}/v1/sessions`, {
    data: { email, password: 'correct horse battery' },
  });
  expect(answer.status()).toBe(201);
  return context.newPage();
}

test('the owner makes a role and a person with it, who sees what that allows', async ({
  office,
  page,
  shop,
  browser,
}) => {
  const [role, name] = [`Storekeeper ${Date.now()}`, `Sam ${Date.now()}`];
  const email = `${name.replace(' ', '')}@example.com`;
  await settings(office, 'roles');
  await makeRole(page, role, ['Adjust stock']);

  await page.getByRole('tab', { name: 'Staff' }).click();
  await page.getByRole('button', { name: 'Add person' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add person' });
  await dialog.getByLabel('Name').fill(name);
  await dialog.getByRole('button', { name: /May do/ }).click();
  await page.getByRole('option', { name: role }).click();
  await dialog.getByLabel('E-mail').fill(email);
  await dialog.getByLabel('Password').fill('correct horse battery');
  await dialog.getByRole('button', { name: 'Add' }).click();
  await expect(dialog).toBeHidden();
  const row = page.getByRole('listitem').filter({ hasText: name });
  await expect(row).toContainText(role);

  const theirs = await signedIn(browser, shop.url, email);
  await theirs.goto(`${shop.url}/stock`);
  await expect(theirs.getByRole('heading', { level: 1 })).toBeVisible();
  const navigation = theirs.getByRole('navigation').first();
  await expect(navigation.getByRole('link', { name: 'Stock' })).toBeVisible();
  for (const hidden of ['Home', 'Books', 'Settings']) {
    await expect(navigation.getByRole('link', { name: hidden })).toHaveCount(0);
  }
  // An address that was typed leads to nothing that they may not do either.
  await theirs.goto(`${shop.url}/settings`);
  await expect(theirs).toHaveURL(/\/orders/);

  // Another role shows at once what it allows.
  await row.getByRole('button', { name: `Change ${name}` }).click();
  const change = page.getByRole('dialog', { name: `Change ${name}` });
  await change.getByRole('button', { name: /May do/ }).click();
  await page.getByRole('option', { name: 'Accountant' }).click();
  await change.getByRole('button', { name: 'Save' }).click();
  await expect(change).toBeHidden();
  await expect(navigation.getByRole('link', { name: 'Books' })).toBeVisible();

  // The role is nobody's now and can go.
  await page.getByRole('tab', { name: 'Roles' }).click();
  await page.getByRole('button', { name: `Remove ${role}` }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Remove' }).click();
  await expect(page.getByRole('columnheader', { name: role })).toHaveCount(0);

  // Signed out everywhere, they stand before the sign-in with their next step.
  await page.getByRole('tab', { name: 'Staff' }).click();
  await row.getByRole('button', { name: `Change ${name}` }).click();
  await change.getByRole('button', { name: 'Sign out everywhere' }).click();
  await expect(change.getByText('Nowhere at the moment.')).toBeVisible();
  await theirs.reload();
  await expect(theirs.getByLabel('E-mail')).toBeVisible();
  await theirs.context().close();
});

test('a manager runs the staff up to what they may do themselves', async ({ page, shop }) => {
  const answer = await page.context().request.post(`${shop.url}/v1/sessions`, {
    data: { email: 'manager@example.com', password: 'demo' },
  });
  expect(answer.status()).toBe(201);
  await page.goto(`${shop.url}/settings?part=people`);
  await expect(page.getByRole('tab')).toHaveText(['Taxes', 'Scales', 'Staff', 'Roles']);
  const owner = page.getByRole('listitem').filter({ hasText: 'Nell Marlowe' });
  await expect(owner).toContainText('May do more than you');
  await expect(owner.getByRole('button')).toHaveCount(0);
  await page.getByRole('button', { name: 'Add person' }).click();
  await page
    .getByRole('dialog', { name: 'Add person' })
    .getByRole('button', { name: /May do/ })
    .click();
  await expect(page.getByRole('option', { name: 'Cashier' })).toBeVisible();
  await expect(page.getByRole('option', { name: 'Owner' })).toHaveCount(0);
});

test('a key with one scope may that and nothing else', async ({ office, page, shop, request }) => {
  await settings(office, 'keys');
  const name = `Shelf labels ${Date.now()}`;
  await page.getByRole('button', { name: /key/i }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('What it is for').fill(name);
  await expect(dialog.getByRole('checkbox', { name: 'Look things up' })).toBeChecked();
  await dialog.getByRole('button', { name: /Valid for/ }).click();
  await page.getByRole('option', { name: '30 days' }).click();
  await dialog.getByRole('button', { name: 'Make key' }).click();
  const secret = await page.locator('[data-secret]').textContent();
  await page.getByRole('button', { name: 'I have kept it' }).click();

  const headers = { authorization: `Bearer ${secret}` };
  const looks = await request.get(`${shop.url}/v1/products`, { headers });
  expect(looks.status()).toBe(200);
  const changes = await request.post(`${shop.url}/v1/customers`, {
    headers,
    data: { name: 'Ann' },
  });
  expect(changes.status()).toBe(403);
  expect((await changes.json()).fix).toContain('edit_customers');

  await page.reload();
  const row = page.getByRole('listitem').filter({ hasText: name });
  await expect(row).toContainText('Look things up');
  await expect(row).toContainText('Last used');
  await row.getByRole('button', { name: /Revoke/ }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Revoke' }).click();
  await expect(row).toContainText('Revoked');
  expect((await request.get(`${shop.url}/v1/products`, { headers })).status()).toBe(401);
});

test('who works here is a file', async ({ office }) => {
  const { page } = office;
  await settings(office, 'people');
  const started = page.waitForEvent('download');
  await page.getByRole('button', { name: 'CSV' }).click();
  expect((await started).suggestedFilename()).toBe('staff.csv');
});
