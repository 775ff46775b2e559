import { expectAccessible, expectLargeTargets, expectNoOverflow } from './inspect';
import { expect, test } from './till';

test('whom the shop knows is shown while somebody is typed, and taken instead of a second', async ({
  page,
  till,
  server,
}) => {
  const tea = await server.article({ name: 'Smoked Tea', price: 900 });
  const name = `Ottilie Brand ${tea.sku}`;
  const digits = tea.sku.replaceAll(/\D/g, '').slice(-7);
  const phone = `020 7${digits}`;
  await server.person({ name, phone, email: `${tea.sku}@example.com`, preferences: 'Loose leaf' });
  await till.open();
  await till.scan(tea.barcode);
  await expect(till.line(tea.name)).toBeVisible();

  // The same number, written as it is dialled from abroad.
  const { cart } = till;
  await cart.getByRole('button', { name: 'Customer', exact: true }).click();
  await cart.getByRole('button', { name: 'New customer' }).click();
  await cart.getByRole('textbox', { name: 'Name' }).fill('Tilly B');
  await cart.getByRole('textbox', { name: 'Phone' }).fill(`+44 (0)20-7${digits}`);
  const known = cart.getByRole('list', { name: 'You may know them already' });
  await expect(known).toContainText(name);
  await expect(known).toContainText('Same phone number');
  // Saving stops once, and says why.
  await cart.getByRole('button', { name: 'Add to the sale' }).click();
  await expect(cart.getByText('Somebody here has the same number or address')).toBeVisible();
  await expectAccessible(page, 'a duplicate');
  await expectLargeTargets(page, 'a duplicate');
  await expectNoOverflow(page, 'a duplicate');
  expect(await server.people('Tilly B')).toBe(0);
  await known.getByRole('button', { name: `Use this one: ${name}` }).click();
  await expect(cart.getByRole('button', { name, exact: true })).toBeVisible();

  await till.pay('£9.00');
  await till.tender(/Exact/).click();
  await till.expectDone('Paid', '£9.00');
  const number = await till.receiptNumber();

  // At the next visit the till tells what they bought and what they like.
  await till.scan(tea.barcode);
  await expect(till.line(tea.name)).toBeVisible();
  await cart.getByRole('button', { name: 'Customer', exact: true }).click();
  await cart.getByRole('searchbox').fill(phone);
  await cart.getByRole('button', { name: new RegExp(name) }).click();
  await cart.getByRole('button', { name, exact: true }).click();
  await expect(cart.getByText('Loose leaf')).toBeVisible();
  await expect(cart.getByText(phone)).toBeVisible();
  const history = cart.getByRole('list', { name: 'Last purchases' });
  await expect(history.getByRole('listitem')).toHaveCount(1);
  await expect(history).toContainText(number);
  await expect(history).toContainText('£9.00');
  await expectAccessible(page, 'a known customer');
  await expectLargeTargets(page, 'a known customer');

  // What they say is changed on the spot.
  await cart.getByRole('button', { name: 'Change details' }).click();
  await cart.getByRole('textbox', { name: 'Preferences' }).fill('Tea bags');
  await cart.getByRole('button', { name: 'Save' }).click();
  await expect(cart.getByRole('button', { name, exact: true })).toBeVisible();
  await cart.getByRole('button', { name, exact: true }).click();
  await expect(cart.getByText('Tea bags')).toBeVisible();
  expect(await server.customer(name)).toMatchObject({ preferences: 'Tea bags', orders_count: 1 });
});

test('two of one number are two, once somebody has said so', async ({ till, server }) => {
  const tea = await server.article({ name: 'Green Tea', price: 700 });
  const phone = `020 8${tea.sku.replaceAll(/\D/g, '').slice(-7)}`;
  const [mother, daughter] = [`Ada Penn ${tea.sku}`, `Eve Penn ${tea.sku}`];
  await server.person({ name: mother, phone });
  await till.open();
  await till.scan(tea.barcode);
  await expect(till.line(tea.name)).toBeVisible();
  const { cart } = till;
  await cart.getByRole('button', { name: 'Customer', exact: true }).click();
  await cart.getByRole('searchbox').fill(daughter);
  await cart.getByRole('button', { name: `New customer “${daughter}”` }).click();
  await cart.getByRole('textbox', { name: 'Phone' }).fill(phone);
  const save = cart.getByRole('button', { name: 'Add to the sale' });
  await save.click();
  await expect(cart.getByText('Somebody here has the same number or address')).toBeVisible();
  await save.click();
  await expect(cart.getByRole('button', { name: daughter, exact: true })).toBeVisible();
  expect(await server.customer(daughter)).toMatchObject({ phone });
});
