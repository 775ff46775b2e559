import { Bookmark, BookmarkPlus, Trash2 } from 'lucide-react';
import { useState, type FormEvent } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import { Button, Dialog, IconButton, Menu, MenuItem, MenuSection, TextField } from '../../design';
import { changesTo, isSame, saveViews, savedViews, type Filters, type SavedView } from './views';

/** Filters with a name: chosen again with one press. */
export function SavedViews<Name extends string>({
  list,
  names,
  filters,
  onChange,
}: {
  /** Whose filters they are. */
  list: string;
  names: readonly Name[];
  filters: Filters;
  onChange: (changes: Record<Name, string | null>) => void;
}) {
  const { formatMessage } = useIntl();
  const [views, setViews] = useState(() => savedViews(list));
  const [isNaming, setNaming] = useState(false);
  const current = views.find((view) => isSame(view.filters, filters));
  const hasFilters = !isSame(filters, {});

  function keep(next: SavedView[]): void {
    setViews(next);
    saveViews(list, next);
  }

  return (
    <>
      <Menu
        label={formatMessage({ id: 'views.title' })}
        placement="bottom end"
        trigger={
          <IconButton variant="secondary" label={formatMessage({ id: 'views.title' })}>
            <Bookmark aria-hidden="true" fill={current ? 'currentColor' : 'none'} />
          </IconButton>
        }
      >
        <MenuSection title={formatMessage({ id: 'views.title' })}>
          {[{ name: formatMessage({ id: 'views.all' }), filters: {} }, ...views].map((view) => (
            <MenuItem
              key={view.name}
              isCurrent={isSame(view.filters, filters)}
              onAction={() => onChange(changesTo(names, view.filters))}
            >
              {view.name}
            </MenuItem>
          ))}
        </MenuSection>
        {hasFilters && !current && (
          <MenuItem icon={<BookmarkPlus aria-hidden="true" />} onAction={() => setNaming(true)}>
            {formatMessage({ id: 'views.save' })}
          </MenuItem>
        )}
        {current && (
          <MenuItem
            isDanger
            icon={<Trash2 aria-hidden="true" />}
            onAction={() => keep(views.filter((view) => view !== current))}
          >
            {formatMessage({ id: 'views.remove' }, { name: current.name })}
          </MenuItem>
        )}
      </Menu>
      {isNaming && (
        <NameView
          taken={views.map(({ name }) => name)}
          onClose={() => setNaming(false)}
          onName={(name) => {
            keep([...views, { name, filters }]);
            setNaming(false);
          }}
        />
      )}
    </>
  );
}

function NameView({
  taken,
  onClose,
  onName,
}: {
  taken: readonly string[];
  onClose: () => void;
  onName: (name: string) => void;
}) {
  const { formatMessage } = useIntl();
  const [name, setName] = useState('');
  const [wasTried, setWasTried] = useState(false);
  const error = !name.trim()
    ? formatMessage({ id: 'views.name_needed' })
    : taken.includes(name.trim())
      ? formatMessage({ id: 'views.name_taken' })
      : undefined;

  function submit(event: FormEvent): void {
    event.preventDefault();
    setWasTried(true);
    if (!error) onName(name.trim());
  }
  return (
    <Dialog
      isOpen
      size="sm"
      title={formatMessage({ id: 'views.save' })}
      onClose={onClose}
      footer={
        <>
          <Button onPress={onClose}>
            <FormattedMessage id="action.cancel" />
          </Button>
          <Button variant="primary" type="submit" form="name-view">
            <FormattedMessage id="action.save" />
          </Button>
        </>
      }
    >
      <form id="name-view" onSubmit={submit}>
        <TextField
          autoFocus
          label={formatMessage({ id: 'views.name' })}
          value={name}
          onChange={setName}
          error={wasTried ? error : undefined}
        />
      </form>
    </Dialog>
  );
}
