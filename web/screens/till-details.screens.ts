import { LOOKS, test } from './camera';
import { openTill } from './till-camera';

// One that is missing is told at once.
test.use({ actionTimeout: 40_000 });

/** What a cashier reaches beside selling: sales put aside, reasons, notes, codes, the drawer. */
for (const { size, theme } of LOOKS) {
  test(`till details at ${size}, ${theme}`, async ({ browser, shop }) => {
    const { camera, page, server, till, isPhone, press, openCart, menu } = await openTill(
      browser,
      shop,
      size,
      theme,
    );
    const inCart = (name: string | RegExp) => till.cart.getByRole('button', { name });
    const jug = await server.article({ name: 'Milk Jug', price: 1450 });
    const cup = await server.article({ name: 'Egg Cup', price: 320 });

    await page.goto(`${shop.url}/display`);
    await page.getByText('Open it from the menu').waitFor();
    await camera.take('display-no-till');

    await till.open('Kiosk', 'Nell Marlowe');
    await till.scan('4006381333931');
    await page.getByText('is not in the catalogue').waitFor();
    await camera.take('register-unknown-code');
    await press('Dismiss');

    await till.scan(jug.barcode);
    await till.scan(cup.barcode);
    await openCart();
    await till.line(jug.name).click();
    await till.cart.getByRole('tab', { name: 'Note' }).click();
    await till.cart.getByRole('textbox', { name: 'Note' }).fill('With a gift card');
    await camera.take('register-line-note');
    await inCart('Done').click();
    await inCart('Discount').click();
    await till.cart.getByLabel('Coupon code').fill('NO-SUCH');
    await inCart('Add code').click();
    await till.cart.getByRole('alert').waitFor();
    await camera.take('register-coupon');
    await inCart('Take off code NO-SUCH').click();
    await inCart('Tax included').click();
    await till.cart.getByLabel('Why no tax is charged').fill('Embassy');
    await camera.take('register-exempt');
    await inCart('Charge no tax').click();
    await inCart('No tax: Embassy').waitFor();
    await camera.take('register-without-tax');
    await inCart('Hold').click();
    await till.cart.getByRole('textbox', { name: 'Name' }).fill('Red coat');
    await camera.take('register-hold');
    await inCart('Put aside').click();
    await page.getByText('Sale put aside').waitFor();
    await camera.take('register-put-aside');
    await openCart();
    await till.cart.getByText('Ready to sell').waitFor();
    await inCart('1 held').click();
    await inCart(/^Red coat/).waitFor();
    await camera.take('register-held');
    await inCart('Drop the held sale Red coat').click();
    await inCart('Changed mind').click();
    await camera.take('register-void');
    await inCart('Give it up').click();
    await till.cart.getByText('No sale on hold').waitFor();
    await camera.take('register-held-none');
    await inCart('Back to the cart').click();
    if (isPhone) await till.press('Escape');

    await till.scan(cup.barcode);
    await openCart();
    await till.line(cup.name).waitFor();
    await till.pay('£3.20');
    await till.tender(/Exact/).click();
    await till.expectDone('Paid', '£3.20');
    await press('E-mail');
    await page.getByRole('textbox', { name: 'E-mail address' }).fill('nobody@example.com');
    await camera.take('register-mail');
    await page.keyboard.press('Escape');
    await till.nextSale.click();

    await menu('Refund');
    for (const by of ['Card', 'Serial no.', 'Customer']) {
      await page.getByRole('tab', { name: by }).click();
      await camera.take(`register-refund-by-${by.toLowerCase().replace(' no.', '')}`);
    }
    await till.press('Escape');
    await till.goods.waitFor();

    await menu('Shift');
    const part = (name: string) => page.locator('button[data-row]', { hasText: name }).click();
    // There the parts of a shift are one screen, each part another.
    const isNarrow = size !== 1440;
    if (isNarrow) await camera.take('register-shift');
    for (const [name, label] of [
      ['report', 'X report'],
      ['cash-in', 'Cash in'],
      ['cash-out', 'Cash out'],
      ['safe-drop', 'Into the safe'],
      ['bank', 'Take to the bank'],
      ['drawer', 'Open the drawer'],
    ] as const) {
      await part(label);
      await page
        .getByRole('heading', { name: label })
        .or(page.getByText(/X report ·/))
        .waitFor();
      await camera.take(`register-shift-${name}`);
      if (isNarrow) await page.getByRole('button', { name: 'Shift', exact: true }).click();
    }
    await part('Close the shift');
    await page.getByRole('tab', { name: 'One sum' }).click();
    await till.type('1200');
    await press(/^Counted/);
    await page.getByText('What stays in the drawer').waitFor();
    await camera.take('register-shift-close');
    await page.getByRole('button', { name: 'Close the shift' }).last().click();
    await page.getByRole('heading', { name: /is closed/ }).waitFor();
    await press('Back to the sale');
    await openCart();
    await till.cart.getByText('No shift is open').waitFor();
    await camera.take('register-shift-needed');
    await inCart('Open a shift').click();
    await page.getByText('As it was left').waitFor();
    await camera.take('register-shift-open');
    await page.getByRole('tab', { name: 'Coins and notes' }).click();
    await camera.take('register-shift-open-count');
    await page.getByRole('tab', { name: 'One sum' }).click();
    await press(/^Open with/);
    await till.goods.waitFor();
    await camera.close();
  });
}
