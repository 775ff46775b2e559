import { Mailbox } from './mailbox';
import { expect, test as base } from '@playwright/test';
import { expectAccessible } from './inspect';
import { type Nothing, withNothing } from './nothing';
import { Till } from './till';

const test = base.extend<{ nothing: Nothing }>({
  // eslint-disable-next-line no-empty-pattern -- Playwright reads the fixture's needs from this pattern
  nothing: async ({}, use) => withNothing(use),
});

test('a merchant comes from nothing to the first sale', async ({ page, nothing }) => {
  await page.goto(nothing.url);
  await expect(page).toHaveURL(/\/setup$/);
  await expectAccessible(page, 'the first step');
  const next = page.getByRole('button', { name: 'Next' });

  // What is missing is said where it is missing.
  await next.click();
  await expect(page.getByText('This is needed.').first()).toBeVisible();
  await page.getByLabel('Set-up code').fill('WRONG-CODE1');
  await page.getByLabel('Name of the business').fill('Corner Shop');
  await page.getByRole('button', { name: /Country/ }).click();
  await page.getByRole('option', { name: 'United Kingdom' }).click();
  await expect(page.getByLabel('Percent').first()).toHaveValue('20');
  await expectAccessible(page, 'taxes');
  await next.click();
  await page.getByLabel('Your name').fill('Ada Quill');
  await page.getByLabel('E-mail').fill('ada@example.com');
  await page.getByLabel('Password').fill('a long password');
  await page.getByLabel('PIN').fill('4071');
  await next.click();
  await page.getByLabel('Time zone').fill('Europe/London');
  await page.getByRole('button', { name: 'Create the shop' }).click();

  // A wrong code leads back to where it was asked for.
  await expect(page.getByText('This is not the set-up code.')).toBeVisible();
  await page.getByLabel('Set-up code').fill(nothing.code.toLowerCase());
  await next.click();
  await next.click();
  await page.getByRole('button', { name: 'Create the shop' }).click();

  await page.getByLabel('What do you sell?').fill('Bread');
  await page.getByLabel(/Price/).fill('4.20');
  await page.getByRole('button', { name: 'Add it' }).click();
  await page.getByRole('button', { name: 'Open the register' }).click();
  await expect(page).toHaveURL(/\/register/);
  const till = new Till(page, {
    url: nothing.url,
    apiKey: '',
    terminal: '',
    printer: '',
    mailbox: new Mailbox(),
  });
  await till.goods.getByRole('row', { name: 'Bread' }).click();
  await till.pay('£4.20');
  await till.tender(/Exact £4.20/).click();
  await till.expectDone('Paid', '£4.20');
  await expect(till.receipt).toContainText('Corner Shop');

  // Nobody can set it up a second time.
  const again = await page.request.get(`${nothing.url}/v1/setup`);
  expect(await again.json()).toEqual({ needed: false, presets: [] });
});
