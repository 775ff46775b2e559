import { expect, test } from 'vitest';
import { standingOn, toDraft, toValidity, weekdayDate } from './validity';

test('a list is planned before its first day, ended after its last, and off whenever it is switched off', () => {
  const validity = { valid_from: '2026-11-27', valid_to: '2026-11-29' };
  const on = (today: string) => standingOn({ active: true, validity }, today);
  expect(['2026-11-26', '2026-11-27', '2026-11-29', '2026-11-30'].map(on)).toEqual([
    'planned',
    'active',
    'active',
    'ended',
  ]);
  expect(standingOn({ active: false, validity }, '2026-11-28')).toBe('off');
  expect(standingOn({ active: true, validity: {} }, '2026-11-28')).toBe('active');
});

test('what is typed is sent in the order of the week, and an empty time is none', () => {
  const draft = { ...toDraft({}), weekdays: ['sunday', 'monday'] as const, fromTime: '17:00' };
  expect(toValidity(draft)).toMatchObject({
    weekdays: ['monday', 'sunday'],
    from_time: '17:00',
    to_time: null,
  });
  expect(weekdayDate('sunday').getUTCDay()).toBe(0);
});
