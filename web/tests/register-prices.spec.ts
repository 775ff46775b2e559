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
