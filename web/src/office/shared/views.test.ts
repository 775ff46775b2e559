import { expect, test } from 'vitest';
import { changesTo, isSame } from './views';

test('filters are the same when the same ones are in force', () => {
  expect(isSame({}, { state: undefined })).toBe(true);
  expect(isSame({ state: 'open' }, { state: 'open', search: '' })).toBe(true);
  expect(isSame({ state: 'open' }, {})).toBe(false);
  expect(isSame({}, { state: 'open' })).toBe(false);
});

test('a view puts its filters in force and drops the others', () => {
  expect(changesTo(['state', 'search', 'sort'], { state: 'open' })).toEqual({
    state: 'open',
    search: null,
    sort: null,
  });
});
