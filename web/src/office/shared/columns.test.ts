import { expect, test } from 'vitest';
import { shownColumns, toggledFor } from './columns';

const COLUMNS = [{ id: 'number' }, { id: 'time' }, { id: 'tax', isExtra: true }];
const ids = (columns: { id: string }[]) => columns.map(({ id }) => id);

test('extra columns are shown when chosen, the others unless put away', () => {
  expect(ids(shownColumns(COLUMNS, []))).toEqual(['number', 'time']);
  expect(ids(shownColumns(COLUMNS, ['tax', 'time']))).toEqual(['number', 'tax']);
});

test('what was chosen is what is shown', () => {
  for (const wanted of [['number'], ['number', 'time', 'tax'], []]) {
    expect(ids(shownColumns(COLUMNS, toggledFor(COLUMNS, wanted)))).toEqual(wanted);
  }
});
