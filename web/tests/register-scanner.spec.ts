import { expect, test } from './till';

test('a scan works whatever has the focus, and leaves no trace in a field', async ({
  page,
  till,
  server,
}) => {
  const mug = await server.article({ name: 'Stoneware Mug', price: 1200 });
  await till.open();
  const expectMugs = (count: number) => expect(till.line(mug.name)).toContainText(`${count}×`);

  await till.search.fill('tea');
  await till.scan(mug.barcode);
  await expectMugs(1);
  await expect(till.search).toHaveValue('tea');
  await till.scan(mug.sku, 'Tab');
  await expectMugs(2);

  // In the editor's note, then while its keypad listens to the keyboard.
  await till.line(mug.name).click();
  await till.cart.getByRole('tab', { name: 'Note' }).click();
  await till.cart.getByRole('textbox', { name: 'Note' }).fill('For Ada');
  await till.scan(mug.barcode);
  await expect(till.line(mug.name)).toHaveCount(2);
  await expect(till.line(mug.name).first()).toContainText('For Ada');
  await till.line(mug.name).last().click();
  await till.scan(mug.barcode);
  await expect(till.line(mug.name).last()).toContainText('2×');

  // Among the customers, and on the Pay screen after digits were typed.
  await till.cart.getByRole('button', { name: 'Customer', exact: true }).click();
  await till.cart.getByRole('searchbox').fill('Ada');
  await till.scan(mug.barcode);
  await expect(till.line(mug.name).last()).toContainText('3×');
  await till.pay('£60.00');
  await till.type('12');
  await till.scan(mug.barcode);
  await expect(till.line(mug.name).last()).toContainText('4×');
  await till.expectTotal('£72.00');
  await expect(page.getByRole('alert').filter({ hasText: mug.barcode })).toBeHidden();
});

test('a UPC and the EAN-13 of the same article are one code', async ({ till, server }) => {
  const soap = await server.article({ name: 'Castile Soap', price: 450, prefix: '07' });
  await till.open();
  await till.scan(soap.barcode);
  await expect(till.line(soap.name)).toContainText('1×');
  await till.scan(soap.barcode.slice(1));
  await expect(till.line(soap.name)).toContainText('2×');
});

test('a code that is unknown or misread says so and adds nothing', async ({
  page,
  till,
  server,
}) => {
  const card = await server.article({ name: 'Greeting Card', price: 325 });
  await till.open();
  await till.scan('4006381333931');
  await expect(page.getByRole('alert')).toContainText('4006381333931 is not in the catalogue');
  await till.scan('4006381333932');
  await expect(page.getByRole('alert')).toContainText('4006381333932 was not read cleanly');
  await till.expectTotal('£0.00');
  await till.scan(card.barcode);
  await expect(till.line(card.name)).toBeVisible();
  await expect(page.getByText('was not read cleanly')).toBeHidden();
});

test('letters of a scan are no shortcuts, and a scan on the Paid screen begins the next sale', async ({
  page,
  till,
  server,
}) => {
  // P would pay, E edit, K ask for the customer, R refund.
  const cup = await server.article({ name: 'Egg Cup', price: 300, skuEnd: '-PEKR' });
  await till.takeClock();
  await till.open();
  await till.scan(cup.sku);
  await expect(till.line(cup.name)).toContainText('1×');
  await till.scanWithoutEnd(cup.sku);
  await till.rest();
  await till.scanSlowly(cup.sku);
  await till.rest();
  await till.expectTotal('£3.00');
  await expect(till.cart.getByRole('button', { name: 'Customer', exact: true })).toBeVisible();
  await expect(till.cart.getByRole('tab', { name: 'Quantity' })).toBeHidden();

  await till.pay('£3.00');
  await till.scanSlowly(cup.sku);
  await till.rest();
  await till.expectDue('£3.00');
  await till.tender(/Exact/).click();
  await till.expectDone('Paid', '£3.00');
  await till.scan('NO-SUCH-CODE-R');
  await expect(page.getByRole('alert')).toContainText('NO-SUCH-CODE-R is not in the catalogue');
  await till.scanSlowly(cup.sku);
  await till.type('rice');
  await till.rest();
  await till.expectDone('Paid', '£3.00');
  await till.scan(cup.sku);
  await till.rest();
  await expect(till.line(cup.name)).toContainText('1×');
  await till.expectTotal('£3.00');
  await expect(page.getByRole('alert').filter({ hasText: 'NO-SUCH' })).toBeHidden();
});
