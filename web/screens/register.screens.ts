import type { Product } from '../src/api/types';
import { Terminal } from '../tests/terminal';
import { Camera, LOOKS, NOW, test } from './camera';

// Keys are pressed by hand: in a picture's fixed time all that is typed would count as one scan.
test.use({ actionTimeout: 40_000 });
for (const { size, theme } of LOOKS) {
  test(`register at ${size}, ${theme}`, async ({ browser, shop }) => {
    const camera = await Camera.open(browser, shop, size, theme);
    const { page } = camera;
    const terminal = new Terminal(page.request, shop.terminal);
    await terminal.clear();
    const isPhone = size === 390;
    const button = (name: string | RegExp) => page.getByRole('button', { name });
    const press = (name: string | RegExp) => button(name).click();
    const openCart = async () => {
      if (isPhone) await press(/^(\d+ items?|Cart) £/);
    };
    /** A key that ends a screen sleeps for a moment, against a second tap. */
    const awake = (name: string) => page.locator('button:enabled', { hasText: name }).waitFor();
    const cart = page
      .getByRole('complementary', { name: 'Cart' })
      .or(page.getByRole('dialog', { name: 'Cart' }));
    const pay = async () => {
      await cart.getByRole('button', { name: /^Pay/ }).click();
      await button(/Exact/).waitFor();
    };

    await page.goto('/register');
    await button(/Counter 1/).waitFor();
    await camera.take('sign-in-register');
    await press(/Counter 1/);
    await button(/Nell Marlowe/).waitFor();
    await camera.take('sign-in-who');
    await press(/Nell Marlowe/);
    await press(/^1$/);
    await press(/^1$/);
    await camera.take('sign-in-pin');
    await press(/^1$/);
    await press(/^1$/);
    await press('Start selling');
    const goods = page.getByRole('grid', { name: 'Goods' });
    await goods.waitFor();
    let taps = 0;
    /** Goods that scroll take no tap until a moment later, which in a fixed time never comes. */
    const tap = async (name: string) => {
      const tile = goods.getByText(name);
      await tile.scrollIntoViewIfNeeded();
      taps += 1;
      await page.clock.setFixedTime(Date.parse(NOW) + taps * 1_000);
      await goods.dispatchEvent('scroll');
      await page.waitForFunction(
        (tile) => tile && getComputedStyle(tile).pointerEvents !== 'none',
        await tile.elementHandle(),
      );
      await tile.click();
    };
    await camera.take('register-empty');

    const search = page.getByRole('searchbox', { name: 'Search goods or scan' });
    await search.fill('lantern');
    await goods
      .getByText(/Lantern/)
      .first()
      .waitFor();
    await camera.take('register-search');
    await search.fill('no such thing');
    await page.getByText('Nothing found').waitFor();
    await camera.take('register-nothing-found');
    const products: { items: Product[] } = await (
      await page.request.get('/v1/products?limit=200')
    ).json();
    const shirt = products.items.find(({ active, variants }) => active && variants.length > 2)!;
    await search.fill(shirt.name);
    await tap(shirt.name);
    await page.getByRole('dialog').waitFor();
    await camera.take('register-variants');
    await page.getByRole('dialog').getByRole('button').nth(1).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await search.fill('');
    for (const name of ['Aniseed Humbugs', 'Antique Brass Key Hook', 'Balloon Birthday Card'])
      await tap(name);
    await goods.evaluate((grid) => grid.scrollTo(0, 0));
    await camera.take('register');

    await openCart();
    if (isPhone) await camera.take('register-cart');
    await cart.locator('[data-cart-line]', { hasText: 'Antique Brass Key Hook' }).click();
    await camera.take('register-line');
    await cart.getByRole('tab', { name: 'Discount' }).click();
    await cart.getByRole('button', { name: '10 %' }).click();
    await camera.take('register-line-discount');
    await cart.getByRole('button', { name: 'Done' }).click();
    await cart.getByRole('button', { name: 'Discount', exact: true }).click();
    await cart.getByRole('button', { name: '5 %' }).click();
    await camera.take('register-discount');
    await cart.getByRole('button', { name: 'Done' }).click();
    await cart.getByRole('button', { name: 'Customer', exact: true }).click();
    await cart.getByRole('listitem').first().waitFor();
    await camera.take('register-customer');
    const known = (await cart.getByRole('listitem').first().innerText()).split('\n')[0]!;
    await cart.getByRole('button', { name: 'New customer' }).click();
    await cart.getByRole('textbox', { name: 'Name' }).fill(known);
    await cart.getByText('You may know them already').waitFor();
    await camera.take('register-customer-known');
    await cart.getByRole('button', { name: 'Cancel' }).click();
    await cart.getByRole('listitem').first().getByRole('button').click();
    await cart.getByRole('button', { name: known, exact: true }).click();
    await cart.getByText('Last visit').waitFor();
    await camera.take('register-customer-card');
    await cart.getByRole('button', { name: 'Back to the cart' }).click();
    await camera.take('register-discounted');

    await pay();
    await camera.take('register-pay');
    await terminal.will('insufficient_funds');
    await press(/^Card\b/);
    await page.getByText('Card declined').waitFor();
    await camera.take('register-card-declined');
    await press(/^5$/);
    await press(/^00$/);
    await press(/Cash £5.00/);
    await button(/Take it back/).waitFor();
    await camera.take('register-split');
    await press('Back to the sale');
    await page.getByRole('alertdialog').waitFor();
    await camera.take('register-split-leave');
    await press('Go on paying');
    await page.getByRole('alertdialog').waitFor({ state: 'detached' });
    await terminal.will('by_hand', 8_000);
    await press(/^Card\b/);
    await page.getByRole('heading', { name: 'Ask for the card' }).waitFor();
    await camera.take('register-card');
    await terminal.press('approve');
    await page.getByRole('heading', { name: 'Authorising' }).waitFor();
    await camera.take('register-card-authorising');
    await awake('Next sale');
    await camera.take('register-paid-card');
    await press('Next sale');

    await tap('Aniseed Humbugs');
    await terminal.will('network_dead');
    if (isPhone) await openCart();
    await pay();
    await press(/^Card\b/);
    await page.getByRole('heading', { name: /No answer yet/ }).waitFor();
    await camera.take('register-card-unknown');
    await terminal.answer();
    await press('Ask again now');
    await button('Next sale').click();

    await tap('Antique Brass Key Hook');
    await tap('Balloon Birthday Card');
    if (isPhone) await openCart();
    await pay();
    await press('£20');
    await awake('Next sale');
    await camera.take('register-paid');
    await button('Next sale').click();

    await press(/You and this screen/);
    await page.getByRole('menuitem', { name: 'Refund' }).waitFor();
    await camera.take('register-menu');
    await page.getByRole('menuitem', { name: 'Keyboard shortcuts' }).click();
    await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
    await camera.take('register-shortcuts');
    await page.keyboard.press('Escape');
    await press(/You and this screen/);
    await page.getByRole('menuitem', { name: 'Refund' }).click();
    await button(/^R1-/).first().waitFor();
    await camera.take('register-refund-find');
    await button(/^R1-/).filter({ hasNotText: 'Refunded' }).first().click();
    await press('Everything');
    await press('Faulty');
    await camera.take('register-refund');
    await press(/^Refund £/);
    await page.getByRole('status').getByText('Refunded').waitFor();
    await awake('Done');
    await camera.take('register-refunded');
    await press('Done');

    await tap('Aniseed Humbugs');
    if (isPhone) await openCart();
    await pay();
    await page.context().setOffline(true);
    await page.evaluate(() => dispatchEvent(new Event('offline')));
    await page.getByText('The server cannot be reached').waitFor();
    await camera.take('register-pay-offline');
    await press('Back to the sale');
    await page.getByText('Offline. You can ring up').waitFor();
    await camera.take('register-offline');
    await camera.close();
  });
}
