import { Camera, test, type Size, type Theme } from './camera';

const SIZE: Size = 1440;
const THEMES: readonly Theme[] = ['light', 'dark'];

for (const theme of THEMES) {
  test(`register, ${theme}`, async ({ browser, shop }) => {
    const camera = await Camera.open(browser, shop, SIZE, theme);
    const { page } = camera;
    await page.goto('/register');
    await page.getByRole('button', { name: 'Counter 1' }).click();
    await camera.take('sign-in-register');
    await page.getByRole('button', { name: 'Nell Marlowe' }).click();
    await page.keyboard.type('1111');
    await page.keyboard.press('Enter');
    const goods = page.getByRole('grid', { name: 'Goods' });
    await goods.waitFor();
    for (const name of ['Aniseed Humbugs', 'Antique Brass Key Hook', 'Balloon Birthday Card'])
      await goods.getByText(name).click();
    await camera.take('register');
    await page.keyboard.press('p');
    await page.getByRole('button', { name: 'Exact' }).waitFor();
    await camera.take('register-pay');
    await page.getByRole('button', { name: '£20' }).click();
    await page.getByRole('button', { name: 'Next sale' }).waitFor();
    await camera.take('register-paid');
    await camera.close();
  });
}
