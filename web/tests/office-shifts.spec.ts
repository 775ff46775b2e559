import { expectAccessible, expectNoOverflow } from './inspect';
import { expect, test } from './office';

const REGISTER = 'Counter 2';

test('shifts in the back office: the list is live, a shift says what was in its drawer, and how they are run is set there', async ({
  office,
  server,
}) => {
  const { page } = office;
  await server.closeShift(REGISTER, 4000);
  const { id, number } = await server.lastShift(REGISTER);
  const name = `${REGISTER} ${number}`;
  await office.open('/shifts');
  await expect(office.row(name)).toContainText('Closed');
  await expectAccessible(page, 'shifts');
  await server.openShift(REGISTER, 4000);
  await expect(office.row(`${REGISTER} ${number + 1}`)).toContainText('Open');

  await office.row(name).getByRole('link', { name }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(`${REGISTER}, shift ${number}`);
  await expect(page.locator('[data-shift-report]')).toContainText(`Z report ${number}`);
  await expect(page.locator('[data-shift-report]')).toContainText('Counted40.00');
  await expectAccessible(page, 'a shift');
  await page.setViewportSize({ width: 390, height: 844 });
  await expectNoOverflow(page, 'a shift on a phone');
  await page.setViewportSize({ width: 1280, height: 720 });

  await office.open('/shifts?part=safe');
  await page.getByRole('button', { name: 'Record a movement' }).click();
  await page.getByRole('textbox', { name: /^Amount/ }).fill('123.45');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Say why.')).toBeVisible();
  await expectAccessible(page, 'to the bank');
  await page.getByRole('textbox', { name: 'Why' }).fill(`Slip of shift ${id}`);
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(office.row(`Slip of shift ${id}`)).toContainText('-£123.45');

  await office.open('/settings?part=registers');
  const row = page.getByRole('listitem').filter({ hasText: REGISTER });
  await row.getByRole('button', { name: 'Shifts' }).click();
  await expect(page.getByText('This register sells only while a shift is open.')).toBeVisible();
  await page.getByText('Blind count', { exact: true }).click();
  await expectAccessible(page, 'how shifts are run');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(row).toContainText('Blind count');
  await server.changeRegister(REGISTER, { blind_count: false });
  await expect(row).toContainText('Open count');
});
