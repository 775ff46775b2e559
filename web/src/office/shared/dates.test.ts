import { expect, test } from 'vitest';
import { isDate, periodBefore, periodOf, rangeOf, REPORT_PERIODS } from './dates';

test('what an address says is a date only where the calendar has it', () => {
  for (const date of ['2026-11-30', '2028-02-29', '0001-01-01']) expect(isDate(date)).toBe(true);
  for (const text of [
    'abc',
    '2026-02-30',
    '2026-11',
    '2026-11-3',
    '+12026-01-01',
    '2026-13-01',
    '',
  ])
    expect(isDate(text)).toBe(false);
});

test('a week begins on Monday', () => {
  const sunday = '2026-11-29';
  expect(rangeOf('this_week', sunday)).toEqual({ from: '2026-11-23', to: '2026-11-29' });
  expect(rangeOf('last_week', sunday)).toEqual({ from: '2026-11-16', to: '2026-11-22' });
  expect(rangeOf('this_week', '2026-11-30').from).toBe('2026-11-30');
  expect(periodOf(rangeOf('last_week', sunday), sunday, REPORT_PERIODS)).toBe('last_week');
});

test.each([
  ['2026-11-01', '2026-11-30', '2026-10-01', '2026-10-31'],
  ['2026-11-01', '2026-11-12', '2026-10-01', '2026-10-12'],
  ['2026-03-01', '2026-03-30', '2026-02-01', '2026-02-28'],
  ['2026-11-23', '2026-11-29', '2026-11-16', '2026-11-22'],
  ['2026-11-29', '2026-11-29', '2026-11-28', '2026-11-28'],
  ['2026-11-01', '2026-12-31', '2026-09-01', '2026-10-31'],
])('the period before %s to %s is %s to %s', (from, to, first, last) => {
  expect(periodBefore({ from, to })).toEqual({ from: first, to: last });
});
