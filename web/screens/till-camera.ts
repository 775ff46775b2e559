import type { Browser } from '@playwright/test';
import { Server } from '../tests/server';
import type { Shop } from '../tests/shop';
import { Terminal } from '../tests/terminal';
import { Till } from '../tests/till';
import { Camera, type Size, type Theme } from './camera';

/** A till before a camera, and what a picture's way through it is told in. Its time runs: what is typed is no scan. */
export async function openTill(browser: Browser, shop: Shop, size: Size, theme: Theme) {
  const camera = await Camera.open(browser, shop, size, theme, 'running');
  const { page } = camera;
  const terminal = new Terminal(page.request, shop.terminal);
  await terminal.clear();
  const till = new Till(page, shop);
  const isPhone = size === 390;
  const press = (name: string | RegExp) => page.getByRole('button', { name }).click();
  /** On a phone the cart rises over the goods. */
  const openCart = async () => {
    if (isPhone) await press(/^(\d+ items?|Cart) /);
  };
  const menu = async (item: string) => {
    await press(/You and this screen/);
    await page.getByRole('menuitem', { name: item }).click();
  };
  return {
    camera,
    page,
    server: new Server(page.request, shop),
    till,
    terminal,
    isPhone,
    press,
    openCart,
    menu,
  };
}
