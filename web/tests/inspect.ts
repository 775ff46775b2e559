import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect } from './shop';

const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** What the page at hand has against WCAG AA, as the rule and the elements. */
export async function expectAccessible(page: Page, state: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(RULES)
    // React Aria's own: it names a key that has just gone, and is cleared a moment later.
    .exclude('[data-live-announcer]')
    .analyze();
  const found = violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`,
  );
  expect.soft(found, state).toEqual([]);
}

/** At the till every key is at least this large, in CSS pixels. */
const FINGER = 48;

export async function expectLargeTargets(page: Page, state: string): Promise<void> {
  const small = await page.evaluate((finger) => {
    const targets = document.querySelectorAll<HTMLElement>(
      'button, a[href], input, [role=row], [role=radio], [role=tab], [role=switch]',
    );
    return Array.from(targets).flatMap((target) => {
      // A label is part of what it names; what has a frame of one pixel is for screen readers only.
      const area = (target.closest('label') ?? target).getBoundingClientRect();
      const frame = target.parentElement!.getBoundingClientRect();
      const isSeen = Math.min(area.width, frame.width) > 1;
      const isShown = isSeen && target.checkVisibility({ visibilityProperty: true });
      const isLarge = area.height >= finger - 0.5 && area.width >= finger - 0.5;
      const name = target.getAttribute('aria-label') ?? target.textContent;
      const size = `${Math.round(area.width)} x ${Math.round(area.height)}`;
      return isShown && !isLarge
        ? [`${name?.trim() || target.outerHTML.slice(0, 80)}: ${size}`]
        : [];
    });
  }, FINGER);
  expect.soft(small, state).toEqual([]);
}

/** Nothing stands beyond the right edge. */
export async function expectNoOverflow(page: Page, state: string): Promise<void> {
  const beyond = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect.soft(beyond, state).toBeLessThanOrEqual(0);
}
