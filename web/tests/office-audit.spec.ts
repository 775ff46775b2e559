import { readFile } from 'node:fs/promises';
import { expectAccessible, expectNoOverflow } from './inspect';
import { expect, test } from './office';

test('the audit trail says who did what, with what was and is, whether it is whole, and leaves as a file', async ({
  office,
  server,
  elsewhere,
}) => {
  const { page } = office;
  await server.settings({ ask_void_reason: true });
  const order = await elsewhere.sell(await server.article({ name: 'Oil Lamp', price: 1800 }));
  await elsewhere.refund(order, 'the glass is cracked');
  await office.open('/audit');
  await expect(
    page.getByRole('status').filter({ hasText: /Unbroken: all rows up to/ }),
  ).toBeVisible();
  await expect(office.row('Refund').first()).toBeVisible();
  await expectAccessible(page, 'the audit trail');

  await page.getByRole('button', { name: /Anything/ }).click();
  await page.getByRole('option', { name: 'Settings changed' }).click();
  await office.settled();
  await expect(office.row('Refund')).toHaveCount(0);
  await office.row('Settings changed').first().click();
  const panel = page.getByRole('complementary', { name: 'What was done' });
  const one = panel.or(page.getByRole('dialog', { name: 'What was done' }));
  await expect(one.getByRole('row', { name: 'ask_void_reason' })).toHaveText(
    'ask_void_reasonfalsetrue',
  );
  await expectAccessible(page, 'a row of the audit trail');
  await server.settings({ ask_void_reason: false });

  await office.open('/audit');
  await page.getByRole('button', { name: 'Export', exact: true }).click();
  const started = page.waitForEvent('download');
  await page.getByRole('menuitem', { name: 'JSON Lines' }).click();
  const file = await started;
  expect(file.suggestedFilename()).toBe('audit-trail.jsonl');
  const lines = (await readFile(await file.path(), 'utf8')).trim().split('\n');
  expect(JSON.parse(lines.at(-1)!)).toMatchObject({ action: 'data.exported' });
  await page.setViewportSize({ width: 390, height: 844 });
  await expectNoOverflow(page, 'the audit trail on a phone');
});
