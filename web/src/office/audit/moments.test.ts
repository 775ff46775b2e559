import { expect, test } from 'vitest';
import { momentsOf } from './moments';

test('days begin and end by the clock of the shop, also where it is changed', () => {
  const days = { from: '2026-03-29', to: '2026-03-29' };
  expect(momentsOf(days, 'Europe/London')).toEqual({
    from: '2026-03-29T00:00:00.000Z',
    to: '2026-03-29T23:00:00.000Z',
  });
  expect(momentsOf({ from: '2026-11-29' }, 'America/New_York')).toEqual({
    from: '2026-11-29T05:00:00.000Z',
    to: undefined,
  });
  expect(momentsOf({ to: '2026-12-31' }, 'Asia/Tokyo').to).toBe('2026-12-31T15:00:00.000Z');
});
