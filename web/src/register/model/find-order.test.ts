import { expect, test } from 'vitest';
import { filterOf, LATEST, searchOfScan, type Search } from './find-order';

const asks = (search: Search) => filterOf(search, 'GBP');

test('each way asks the server for what it needs, and only once there is enough of it', () => {
  expect(asks(LATEST)).toEqual({});
  expect(asks({ ...LATEST, text: ' R1-000123 ' })).toEqual({ search: 'R1-000123' });
  expect(asks({ ...LATEST, way: 'card', text: '424' })).toBeNull();
  expect(asks({ ...LATEST, way: 'card', text: '4242', day: '2026-11-30' })).toEqual({
    ...{ card: '4242', from: '2026-11-30', to: '2026-11-30' },
  });
  const amount = { ...LATEST, way: 'card', amount: '45.7' } as const;
  expect(asks({ ...amount, text: '4242' })).toEqual({ card: '4242', amount: 4570 });
  expect(asks(amount)).toBeNull();
  expect(asks({ ...amount, day: '2026-11-30' })).toEqual({
    ...{ tender: 'card', amount: 4570, from: '2026-11-30', to: '2026-11-30' },
  });
  expect(asks({ ...amount, text: '42', day: '2026-11-30' })).toBeNull();
  expect(asks({ ...amount, text: '4242', amount: 'x' })).toBeNull();
  expect(asks({ ...LATEST, way: 'serial' })).toBeNull();
  expect(asks({ ...LATEST, way: 'customer', text: 'Ada' })).toBeNull();
});

test('a scanned code is that of a receipt, or the serial number of a piece', () => {
  expect(searchOfScan('R1-000123', 'card').way).toBe('receipt');
  expect(searchOfScan('SN-20x4', 'receipt').way).toBe('serial');
  expect(searchOfScan('CLK-7719', 'serial').way).toBe('serial');
});
