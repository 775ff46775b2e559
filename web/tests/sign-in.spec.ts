import { expect, test } from './shop';

test('a cashier signs in at a register with a PIN', async ({ page, shop }) => {
  await page.goto(`${shop.url}/register`);
  await page.getByRole('button', { name: 'Counter 1' }).click();
  await page.getByRole('button', { name: 'Nell Marlowe' }).click();
  await page.keyboard.type('1111');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('grid', { name: 'Goods' })).toBeVisible();
  await expect(page).toHaveURL(`${shop.url}/register`);
});

test('the owner signs in to the back office with e-mail and password, and out', async ({
  page,
  shop,
}) => {
  await page.goto(`${shop.url}/orders`);
  await page.getByLabel('E-mail').fill('owner@example.com');
  await page.getByLabel('Password', { exact: true }).fill('demo');
  await page.keyboard.press('Enter');
  await expect(page.getByText(/R\d-\d{6}/).first()).toBeVisible();
  await expect(page).toHaveURL(`${shop.url}/orders`);
  await expect(page.getByText('Live', { exact: true }).first()).toBeVisible();

  await page.getByRole('button', { name: /You and this screen/ }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await expect(page.getByLabel('Password', { exact: true })).toBeVisible();
});

test('a wrong password is answered plainly and the e-mail stays', async ({ page, shop }) => {
  await page.goto(`${shop.url}/sign-in`);
  await page.getByLabel('E-mail').fill('owner@example.com');
  await page.getByLabel('Password', { exact: true }).fill('wrong');
  await page.keyboard.press('Enter');
  await expect(page.getByText('That e-mail and password do not go together.')).toBeVisible();
  await expect(page.getByLabel('E-mail')).toHaveValue('owner@example.com');

  await page.getByLabel('Password', { exact: true }).fill('demo');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'Today' })).toBeVisible();
});
