import { expect, test } from './till';

const NO_ANSWER = 'No answer yet: asking the terminal what happened. Do not charge again.';

test('the terminal asks for the card, authorises and the sale is paid', async ({
  page,
  till,
  terminal,
  server,
}) => {
  const clock = await server.article({ name: 'Mantel Clock', price: 8950 });
  await terminal.will('by_hand', 1_500);
  await till.open();
  await till.scan(clock.barcode);
  await till.pay('£89.50');
  await till.tender('Card').click();
  await expect(page.getByRole('heading', { name: 'Ask for the card' })).toBeVisible();
  await terminal.press('approve');
  await expect(page.getByRole('heading', { name: 'Authorising' })).toBeVisible();
  await till.expectDone('Paid', '£89.50');
  await expect(till.receipt).toContainText(/(visa|mastercard|amex) \d{4}/i);
  const { state, payments } = await server.order(await till.receiptNumber());
  expect(state).toBe('completed');
  expect(payments).toMatchObject([{ tender: 'card', state: 'captured', amount: { amount: 8950 } }]);
});

test('a declined card is no payment: the rest goes by card and cash', async ({
  page,
  till,
  terminal,
  server,
}) => {
  const rug = await server.article({ name: 'Wool Rug', price: 12_000 });
  await terminal.will('insufficient_funds');
  await till.open();
  await till.scan(rug.barcode);
  await till.pay('£120.00');
  await till.tender('Card').click();
  await expect(page.getByText('Card declined. Nothing was charged.')).toBeVisible();
  await till.expectDue('£120.00');

  await terminal.will('answer_late', 1_000);
  await till.type('10000');
  await till.tender('Card').click();
  await till.expectDue('£20.00');
  await expect(page.getByRole('list', { name: 'Taken so far' })).toContainText('£100.00');
  await till.tender('£50').click();
  await till.expectDone('Change', '£30.00');
  const { payments } = await server.order(await till.receiptNumber());
  expect(payments.map(({ tender, state, amount }) => [tender, state, amount.amount])).toEqual([
    ['card', 'declined', 12_000],
    ['card', 'captured', 10_000],
    ['cash', 'captured', 2_000],
  ]);
});

test('a payment stopped at the till is not charged', async ({ page, till, terminal, server }) => {
  const stool = await server.article({ name: 'Milking Stool', price: 3150 });
  await terminal.will('by_hand');
  await till.open();
  await till.scan(stool.barcode);
  await till.pay('£31.50');
  await till.tender('Card').click();
  await expect(page.getByRole('heading', { name: 'Ask for the card' })).toBeVisible();
  await page.getByRole('button', { name: 'Stop on the terminal' }).click();
  await expect(page.getByText('Stopped on the terminal. Nothing was charged.')).toBeVisible();
  expect(await terminal.approved('31.50 GBP')).toBe(0);
  await till.tender(/Exact/).click();
  await till.expectDone('Paid', '£31.50');
});

test('a card payment without an answer blocks a second try, outlives a reload and is asked about', async ({
  page,
  till,
  terminal,
  server,
}) => {
  const globe = await server.article({ name: 'Desk Globe', price: 5475 });
  await terminal.will('network_dead');
  const before = await terminal.approved('54.75 GBP');
  await till.open();
  await till.scan(globe.barcode);
  await till.pay('£54.75');
  await till.tender('Card').dblclick();
  await expect(page.getByRole('heading', { name: NO_ANSWER })).toBeVisible();
  await page.reload();
  await expect(page.getByRole('heading', { name: NO_ANSWER })).toBeVisible();
  // Neither the tenders nor the goods can be reached, and a scan changes nothing.
  await expect(page.getByRole('button', { name: /Card|Exact|Back/ })).toHaveCount(0);
  await till.scan(globe.barcode);
  await expect(page.getByRole('alert')).toContainText('Finish it first');

  await terminal.answer();
  await page.getByRole('button', { name: 'Ask again now' }).click();
  await till.expectDone('Paid', '£54.75');
  expect(await terminal.approved('54.75 GBP')).toBe(before + 1);
  expect(await server.sales(globe)).toBe(1);
});

test('the next customer is served while a payment is still looked after', async ({
  page,
  till,
  terminal,
  server,
}) => {
  const vase = await server.article({ name: 'Bud Vase', price: 1625 });
  await terminal.will('network_dead');
  await till.open();
  await till.scan(vase.barcode);
  await till.pay('£16.25');
  await till.tender('Card').click();
  await page.getByRole('button', { name: 'Leave it and serve the next' }).click();
  await till.scan(vase.barcode);
  await till.pay('£16.25');
  await till.tender('£20').click();
  await till.expectDone('Change', '£3.75');
  await till.nextSale.click();

  await expect(page.getByRole('button', { name: '1 payment open' })).toBeVisible();
  await terminal.answer();
  await server.inquire();
  await expect(page.getByText('the card payment came through')).toBeVisible();
  await expect(page.getByRole('button', { name: '1 payment open' })).toBeHidden();
  expect(await server.sales(vase)).toBe(2);
});

test('cash counted beside a card that does not answer stays with its sale', async ({
  page,
  till,
  terminal,
  server,
}) => {
  const lamp = await server.article({ name: 'Brass Lamp', price: 7300 });
  await terminal.will('network_dead');
  await till.open();
  await till.scan(lamp.barcode);
  await till.pay('£73.00');
  await till.type('5000', 'Enter');
  await till.tender('Card').click();
  await page.getByRole('button', { name: 'Leave it and serve the next' }).click();
  await page.getByRole('button', { name: '1 payment open' }).click();
  await expect(page.getByRole('heading', { name: NO_ANSWER })).toBeVisible();
  await terminal.answer();
  await page.getByRole('button', { name: 'Ask again now' }).click();
  await till.expectDone('Paid', '£73.00');
  const { payments } = await server.order(await till.receiptNumber());
  expect(payments.map(({ tender, state, amount }) => [tender, state, amount.amount])).toEqual([
    ['card', 'captured', 2300],
    ['cash', 'captured', 5000],
  ]);
});
