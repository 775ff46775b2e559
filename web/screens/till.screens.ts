import { Camera, LOOKS, SIZES, test } from './camera';
import { openTill } from './till-camera';

/** What a till asks of goods that are not simply rung up, what comes back over it, and what the customer sees. */
for (const { size, theme } of LOOKS) {
  test(`till work at ${size}, ${theme}`, async ({ browser, shop }) => {
    const { camera, page, server, till, isPhone, press, openCart, menu, terminal } = await openTill(
      browser,
      shop,
      size,
      theme,
    );
    const toGoods = async () => {
      if (isPhone && (await till.cart.isVisible())) await till.press('Escape');
    };
    const GBP = (amount: number) => ({ amount, currency: 'GBP' });
    const flowers = await server.article({
      ...{ name: 'Bunch of Flowers', price: 1500 },
      terms: { open_price: true, min_price: GBP(500), max_price: GBP(5000) },
    });
    const cheese = await server.article({
      ...{ name: 'Alpine Cheese', price: 1299, terms: { weighed: true } },
    });
    const phone = await server.article({
      ...{ name: 'Pocket Phone', price: 9900, terms: { serials: true } },
    });
    const wine = await server.article({ name: 'Red Wine', price: 900, terms: { minimum_age: 18 } });
    const deposit = await server.article({ name: 'Bottle Deposit', price: 25, kind: 'deposit' });
    const juice = await server.article({
      ...{ name: 'Pear Juice', price: 180, terms: { deposit_variant_id: deposit.variantId } },
    });
    const coffee = await server.article({ name: 'Flat White', price: 300 });
    await server.options(coffee, [
      { name: 'Milk', least: 1, most: 1, options: { 'Whole milk': 0, 'Oat milk': 40 } },
      { name: 'Extras', most: 2, options: { 'Extra shot': 90, Syrup: 50, 'No foam': -20 } },
    ]);
    const vase = await server.article({ name: 'Small Vase', price: 1200 });
    const large = await server.article({ name: 'Large Vase', price: 2000 });

    await till.open();
    const dialog = page.getByRole('dialog');
    await till.scan(flowers.barcode);
    await dialog.waitFor();
    await camera.take('till-open-price');
    await till.type('1250', 'Enter');
    await dialog.waitFor({ state: 'detached' });
    await till.scan(cheese.barcode);
    await dialog.waitFor();
    await camera.take('till-weight');
    await till.type('0.5', 'Enter');
    await dialog.waitFor({ state: 'detached' });
    await till.scan(phone.barcode);
    await dialog.waitFor();
    await camera.take('till-serial');
    await till.scan(`SN-${size}-${theme}`);
    await dialog.waitFor({ state: 'detached' });
    await till.scan(wine.barcode);
    await dialog.waitFor();
    await camera.take('till-age');
    await press('Yes, papers seen');
    await dialog.waitFor({ state: 'detached' });
    await till.scan(coffee.barcode);
    await dialog.waitFor();
    await camera.take('till-options');
    await till.press('ArrowRight', 'Enter', 'Enter');
    await dialog.waitFor({ state: 'detached' });
    await till.scan(juice.barcode);
    await openCart();
    await till.line(juice.name).waitFor();
    await camera.take('till-kinds');
    await till.line(wine.name).click();
    await till.cart.getByRole('tab', { name: 'Price' }).click();
    await till.type('800');
    await till.cart.getByLabel('Why this price').fill('torn label');
    await camera.take('till-price');
    await till.cart.getByRole('button', { name: 'Done' }).click();
    await till.cart.getByRole('button', { name: /^Pay/ }).click();
    await till.tender(/Exact/).click();
    await dialog.waitFor();
    await camera.take('till-approval');
    const { manager, pin } = await server.approvers();
    await dialog.getByRole('button', { name: manager }).click();
    await dialog.getByRole('button', { name: 'Allow this once' }).waitFor();
    await camera.take('till-approval-pin');
    await till.type(pin, 'Enter');
    await till.nextSale.waitFor();
    await till.receipt.waitFor();
    await till.nextSale.click();

    await till.scan(vase.barcode);
    await openCart();
    await till.line(vase.name).waitFor();
    await till.pay('£12.00');
    await till.tender(/Exact/).click();
    await till.expectDone('Paid', '£12.00');
    const number = await till.receiptNumber();
    await till.nextSale.click();
    await till.scan(number);
    await press(new RegExp(`^${number}`));
    await press('Everything');
    await press('Wrong article');
    await press('Exchange');
    await till.goods.waitFor();
    await till.scan(large.barcode);
    await openCart();
    await till.line(large.name).waitFor();
    await till.cart.getByText('To pay').waitFor();
    await camera.take('till-exchange');
    await till.pay('£8.00');
    await camera.take('till-exchange-pay');
    await till.tender(/Exact/).click();
    await till.expectDone('Paid', '£8.00');
    await camera.take('till-exchanged');
    await till.nextSale.click();

    await menu('Empties back');
    await page.getByRole('button', { name: 'One more' }).first().click();
    await camera.take('till-empties');
    await till.press('Escape');
    await till.goods.waitFor();
    await menu('Refund');
    await press('Without receipt');
    await till.scan(vase.barcode);
    await page.getByRole('button', { name: 'Receipt lost' }).waitFor();
    await press('Receipt lost');
    await camera.take('till-refund-without');
    await till.press('Escape');
    await toGoods();
    await page.goto('/register');
    await till.goods.waitFor();

    const opened = page.waitForEvent('popup');
    await menu('Customer display');
    const display = Camera.of(await opened, camera);
    await display.page.setViewportSize(SIZES[size]);
    await display.page.getByText('Welcome').waitFor();
    await display.take('display-idle');
    await page.bringToFront();
    await till.scan(large.barcode);
    await till.scan(vase.barcode);
    await till.scan(vase.barcode);
    await display.page.getByText(vase.name).waitFor();
    await display.take('display-cart');
    await page.bringToFront();
    await openCart();
    await till.line(vase.name).waitFor();
    await till.pay('£44.00');
    await display.page.getByText('To pay').waitFor();
    await display.take('display-pay');
    await page.bringToFront();
    await terminal.will('by_hand', 8_000);
    await till.tender('Card').click();
    await display.page.getByText('Please present your card').waitFor();
    await display.take('display-card');
    await terminal.press('approve');
    await display.page.getByText('Thank you').waitFor();
    await display.take('display-thanks');
    await camera.close();
  });
}
