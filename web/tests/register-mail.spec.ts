import { expectAccessible, expectLargeTargets } from './inspect';
import { expect, test } from './till';

test('the receipt is sent to the customer, and what the mail server says is told', async ({
  page,
  shop,
  till,
  server,
}) => {
  const tea = await server.article({ name: 'Jasmine Tea', price: 1100 });
  const [name, email] = [`Mira Post ${tea.sku}`, `${tea.sku.toLowerCase()}@example.com`];
  await server.person({ name, email });
  await till.open();
  await till.scan(tea.barcode);
  await expect(till.line(tea.name)).toBeVisible();
  await till.cart.getByRole('button', { name: 'Customer', exact: true }).click();
  await till.cart.getByRole('searchbox').fill(email);
  await till.cart.getByRole('button', { name: new RegExp(name) }).click();
  await till.pay('£11.00');
  await till.tender(/Exact/).click();
  await till.expectDone('Paid', '£11.00');

  await page.getByRole('button', { name: 'E-mail' }).click();
  const dialog = page.getByRole('dialog', { name: 'Send the receipt by e-mail' });
  const to = dialog.getByRole('textbox', { name: 'E-mail address' });
  await expect(to).toHaveValue(email);
  await expectAccessible(page, 'to whom');
  await expectLargeTargets(page, 'to whom');
  // A slip is named where it was made.
  await to.fill('nobody');
  await dialog.getByRole('button', { name: 'Send' }).click();
  await expect(dialog.getByText('This is not an e-mail address.')).toBeVisible();
  await to.fill(email);
  await dialog.getByRole('button', { name: 'Send' }).click();
  await expect(page.getByText(`Sent to ${email}`)).toBeVisible();
  const mine = () => shop.mailbox.taken.filter((text) => text.includes(email));
  expect(mine()).toHaveLength(1);
  expect(mine()[0]).toContain('application/pdf');
  expect(mine()[0]).toContain('11.00');

  const refused = `gone-${email}`;
  shop.mailbox.refused.add(refused);
  await page.getByRole('button', { name: 'E-mail' }).click();
  await to.fill(refused);
  await dialog.getByRole('button', { name: 'Send' }).click();
  await expect(page.getByText(`The mail server does not know ${refused}.`)).toBeVisible();
  await expectAccessible(page, 'sent and refused');
});
