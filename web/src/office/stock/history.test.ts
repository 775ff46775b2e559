import { expect, test } from 'vitest';
import { historyOf } from './history';

const at = (day: number) => Date.parse(`2026-11-${String(day).padStart(2, '0')}T12:00:00Z`);
const moved = (day: number, quantity: string, location_id = 'shop') => ({
  location_id,
  quantity,
  happened_at: new Date(at(day)).toISOString(),
});

test('stock is told backwards from what lies there now', () => {
  const [shop] = historyOf(
    [{ location_id: 'shop', on_hand: '5' }],
    [moved(9, '-2'), moved(5, '6'), moved(2, '-1')],
    at(1),
    at(10),
  );
  expect(shop!.steps).toEqual([
    { at: at(1), level: 2 },
    { at: at(2), level: 1 },
    { at: at(5), level: 7 },
    { at: at(9), level: 5 },
    { at: at(10), level: 5 },
  ]);
});

test('each place has its own history, and what happened before is not shown', () => {
  const [shop, kiosk] = historyOf(
    [
      { location_id: 'shop', on_hand: '1' },
      { location_id: 'kiosk', on_hand: '-0.25' },
    ],
    [moved(9, '-0.25', 'kiosk'), moved(4, '9'), moved(4, '1')],
    at(3),
    at(10),
  );
  expect(kiosk!.steps.map(({ level }) => level)).toEqual([0, -0.25, -0.25]);
  expect(shop!.steps).toEqual([
    { at: at(3), level: -9 },
    { at: at(4), level: 1 },
    { at: at(10), level: 1 },
  ]);
});

test('without movements the level is the same all the time', () => {
  const [shop] = historyOf([{ location_id: 'shop', on_hand: '3' }], [], at(1), at(10));
  expect(shop!.steps).toEqual([
    { at: at(1), level: 3 },
    { at: at(10), level: 3 },
  ]);
});
