import { expect, test } from 'vitest';
import { filterOf, LATEST, searchOfScan } from './find-order';

test('each way asks the server for what it needs, and only once there is enough of it', () => {
  expect(filterOf(LATEST)).toEqual({});
  expect(filterOf({ ...LATEST, text: ' R1-000123 ' })).toEqual({ search: 'R1-000123' });
  expect(filterOf({ ...LATEST, way: 'card', text: '424' })).toBeNull();
  expect(filterOf({ ...LATEST, way: 'card', text: '4242', day: '2026-11-30' })).toEqual({
    ...{ card: '4242', from: '2026-11-30', to: '2026-11-30' },
  });
  expect(filterOf({ ...LATEST, way: 'serial' })).toBeNull();
  expect(filterOf({ ...LATEST, way: 'customer', text: 'Ada' })).toBeNull();
});

test('a scanned code is that of a receipt, or the serial number of a piece', () => {
  expect(searchOfScan('R1-000123', 'card').way).toBe('receipt');
  expect(searchOfScan('SN-20x4', 'receipt').way).toBe('serial');
  expect(searchOfScan('CLK-7719', 'serial').way).toBe('serial');
});
