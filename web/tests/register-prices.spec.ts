import { expectAccessible, expectLargeTargets } from './inspect';
import { expect, test } from './till';

test('a member pays the price of the list, and the line says which', async ({ till, server }) => {
  const mug = await server.article({ name: 'Stoneware Mug', price: 1200 });
  const group = await server.groupPrice(`Members ${mug.sku}`, mug, 1000);
  const member = await server.member(`Mia ${mug.sku}`, group);
  await till.open();
  await till.scan(mug.barcode);
  await till.expectTotal('£12.00');
  await till.cart.getByRole('button', { name: 'Customer', exact: true }).click();
  await till.cart.getByRole('searchbox').fill(member.name);
  await till.cart.getByRole('button', { name: new RegExp(`^${member.name}`) }).click();
  await till.expectTotal('£10.00');
  await expect(till.line(mug.name)).toContainText(`Members ${mug.sku} prices`);
});

test('the tiles and what is found say what the customer of the sale pays', async ({
  till,
  server,
}) => {
  const { page } = till;
  const mug = await server.article({ name: 'Aardvark Mug', price: 1200 });
  const group = await server.groupPrice(`Zoo ${mug.sku}`, mug, 1000);
  const member = await server.member(`Zoe ${mug.sku}`, group);
  const other = await server.member(`Otto ${mug.sku}`, await server.group(`Farm ${mug.sku}`));
  const tile = till.goods.getByRole('row', { name: mug.name });
  const choose = async (name: string) => {
    await till.cart.getByRole('searchbox').fill(name);
    await till.cart.getByRole('button', { name: new RegExp(`^${name}`) }).click();
  };
  await till.open();
  await expect(tile).toContainText('£12.00');

  await till.cart.getByRole('button', { name: 'Customer', exact: true }).click();
  await choose(member.name);
  await expect(tile).toContainText('£10.00');
  await till.search.fill(mug.sku);
  await expect(till.goods.getByRole('row')).toHaveCount(1);
  await expect(tile).toContainText('£10.00');
  await expectAccessible(page, "goods at a member's price");
  await tile.click();
  await till.expectTotal('£10.00');

  // Somebody of another group pays what everybody does.
  await till.cart.getByRole('button', { name: member.name, exact: true }).click();
  await till.cart.getByRole('button', { name: 'Somebody else' }).click();
  await choose(other.name);
  await expect(tile).toContainText('£12.00');
  await till.expectTotal('£12.00');
  await till.search.fill('');
  await expect(tile).toContainText('£12.00');
});

test('promotions stand on their lines, a code is typed or scanned, and the receipt says why', async ({
  till,
  server,
}) => {
  const pen = await server.article({ name: 'Cedar Pencil', price: 300 });
  const goods = [{ variant_id: pen.variantId }];
  const free = { name: `Three for two ${pen.sku}`, kind: 'buy_get', buy: 2, goods } as const;
  await server.promotion(free);
  const code = `SPRING-${pen.sku}`;
  const spring = `Spring ${pen.sku}`;
  const off = { name: spring, kind: 'order_percent', percent: '10', needs_coupon: true } as const;
  await server.promotion(off, [code]);

  await till.open();
  for (let each = 0; each < 3; each += 1) await till.scan(pen.barcode);
  await till.expectTotal('£6.00');
  await expect(till.line(pen.name)).toContainText(free.name);

  await till.cart.getByRole('button', { name: 'Discount', exact: true }).click();
  await till.cart.getByLabel('Coupon code').fill('NO-SUCH');
  await till.cart.getByRole('button', { name: 'Add code' }).click();
  await expect(till.cart.getByRole('alert')).toContainText('NO-SUCH');
  await till.cart.getByRole('button', { name: 'Take off code NO-SUCH' }).click();
  await till.expectTotal('£6.00');
  await till.scan(code);
  await till.expectTotal('£5.40');
  await expect(till.cart.locator('dl')).toContainText(spring);

  await till.pay('£5.40');
  await till.type('2000');
  await till.tender(/Cash £20.00/).click();
  await till.expectDone('Change', '£14.60');
  await expect(till.receipt).toContainText(free.name);
  await expect(till.receipt).toContainText(spring);
  const order = await server.order(await till.receiptNumber());
  expect(order.coupons).toEqual([{ code, applied: true }]);
});

test('a sale without tax takes the PIN of a manager, and a customer who is exempt takes none', async ({
  page,
  till,
  server,
}) => {
  const mug = await server.article({ name: 'Stoneware Mug', price: 1200 });
  await till.open();
  await till.scan(mug.barcode);
  await till.line(mug.name).click();
  await expect(till.cart).toContainText('£10.00 without tax + £2.00 tax = £12.00');
  await till.line(mug.name).click();
  await till.cart.getByRole('button', { name: 'Tax included' }).click();
  await expectAccessible(page, 'a sale without tax');
  await expectLargeTargets(page, 'a sale without tax');
  await till.cart.getByRole('button', { name: 'Charge no tax' }).click();
  await expect(till.cart).toContainText('Enter why no tax is charged.');
  await till.cart.getByLabel('Why no tax is charged').fill('Embassy');
  await till.cart.getByLabel('Number of the certificate').fill('E-17');
  await till.cart.getByRole('button', { name: 'Charge no tax' }).click();
  await till.expectTotal('£10.00');
  await expect(till.cart.getByRole('button', { name: 'No tax: Embassy' })).toBeVisible();

  await till.pay('£10.00');
  await till.tender(/Exact/).click();
  const dialog = page.getByRole('dialog', { name: "A manager's PIN is needed" });
  const { manager, pin } = await server.approvers();
  await dialog.getByRole('button', { name: manager }).click();
  await expect(dialog.getByRole('button', { name: 'Allow this once' })).toBeVisible();
  await till.type(pin, 'Enter');
  await till.expectDone('Paid', '£10.00');
  await expect(till.receipt).toContainText('Exempt from tax: Embassy');
  const order = await server.order(await till.receiptNumber());
  expect(order.tax_exemption).toMatchObject({ certificate: 'E-17', tax: { amount: 200 } });
  const row = await server.lastAudited('order.exempted');
  expect(row.approved_by?.name).toBe(manager);

  const buyer = await server.exempt(`Freedonia ${mug.sku}`);
  await till.scan(mug.barcode);
  await till.expectTotal('£12.00');
  await till.cart.getByRole('button', { name: 'Customer', exact: true }).click();
  await till.cart.getByRole('searchbox').fill(buyer.name);
  await till.cart.getByRole('button', { name: new RegExp(`^${buyer.name}`) }).click();
  await till.expectTotal('£10.00');
  await till.pay('£10.00');
  await till.tender(/Exact/).click();
  await till.expectDone('Paid', '£10.00');
});
