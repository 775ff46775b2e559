import { Columns3 } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { useIntl } from 'react-intl';
import { ChoiceMenu, IconButton, type Column } from '../../design';
import { recall, remember } from '../../lib/storage';
import { useMediaQuery } from '../../lib/use-media-query';
import { shownColumns, toggledFor } from './columns';

/** The columns of a list that this person wants to see, and the menu where they say so. */
export function useColumns<Row>(
  list: string,
  columns: readonly Column<Row>[],
): { columns: Column<Row>[]; menu: ReactNode } {
  const { formatMessage } = useIntl();
  const key = `columns.${list}`;
  const [toggled, setToggled] = useState(() => (recall(key) ?? '').split(' ').filter(Boolean));
  const shown = shownColumns(columns, toggled);
  // The first says which row it is; a column without a name is no choice.
  const choices = columns.slice(1).filter(({ name }) => name);
  // A phone shows rows, not columns.
  const isPhone = useMediaQuery('(max-width: 639px)');

  function choose(wanted: readonly string[]): void {
    const next = toggledFor(choices, wanted);
    setToggled(next);
    remember(key, next.length === 0 ? null : next.join(' '));
  }
  const label = formatMessage({ id: 'columns.title' });
  return {
    columns: shown,
    menu: isPhone ? null : (
      <ChoiceMenu
        label={label}
        trigger={
          <IconButton variant="secondary" label={label}>
            <Columns3 aria-hidden="true" />
          </IconButton>
        }
        choices={choices.map(({ id, name }) => ({ id, label: formatMessage({ id: name! }) }))}
        chosen={shown.map(({ id }) => id)}
        onChange={choose}
      />
    ),
  };
}
