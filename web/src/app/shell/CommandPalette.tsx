import { useEffect, useEffectEvent, useState, type KeyboardEvent } from 'react';
import { Autocomplete, useFilter } from 'react-aria-components/Autocomplete';
import { Dialog } from 'react-aria-components/Dialog';
import { Header } from 'react-aria-components/Header';
import { Input } from 'react-aria-components/Input';
import { ListBox, ListBoxItem, ListBoxSection } from 'react-aria-components/ListBox';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import { SearchField } from 'react-aria-components/SearchField';
import { Search } from 'lucide-react';
import { FormattedMessage, useIntl } from 'react-intl';
import popup from '../../design/Popup.module.css';
import { useActions } from './use-actions';
import { useFound } from './use-found';
import { usePageEntries } from './use-page-entries';
import type { Entry, Section } from './palette';
import styles from './CommandPalette.module.css';

export interface CommandPaletteProps {
  isOpen: boolean;
  onClose: () => void;
  onShortcuts: () => void;
}

/** Every page and action by its name, every order, product and customer by theirs, from the keyboard. */
export function CommandPalette({ isOpen, onClose, onShortcuts }: CommandPaletteProps) {
  const { formatMessage } = useIntl();
  return (
    <ModalOverlay
      isOpen={isOpen}
      onOpenChange={(open) => !open && onClose()}
      isDismissable
      className={styles.scrim}
    >
      <Modal className={styles.modal}>
        <Dialog aria-label={formatMessage({ id: 'palette.title' })} className={styles.dialog}>
          <Palette onClose={onClose} onShortcuts={onShortcuts} />
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

function Palette({ onClose, onShortcuts }: Omit<CommandPaletteProps, 'isOpen'>) {
  const { formatMessage } = useIntl();
  const { contains } = useFilter({ sensitivity: 'base' });
  const [typed, setTyped] = useState('');
  const found = useFound(typed);
  const isNamed = ({ label }: Entry) => contains(label, typed.trim());
  const sections: Section[] = [
    ...found.sections,
    { title: 'palette.pages', entries: usePageEntries().filter(isNamed) },
    { title: 'palette.actions', entries: useActions(onShortcuts).filter(isNamed) },
  ];

  // The list changes once all that the typed text means is known: what stands first then is what Enter takes, also
  // where Enter was pressed before.
  const [shown, setShown] = useState({ typed, sections });
  const [entered, setEntered] = useState<string>();
  if (found.isComplete && shown.typed !== typed) setShown({ typed, sections });
  const take = ({ run }: Entry) => {
    onClose();
    run();
  };
  const isLate = shown.typed !== typed;
  const hold = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !isLate) return;
    event.preventDefault();
    event.stopPropagation();
    setEntered(typed);
  };
  const takeFirst = useEffectEvent(() => {
    const first = shown.sections.flatMap(({ entries }) => entries)[0];
    if (first) take(first);
  });
  useEffect(() => {
    if (entered === shown.typed) takeFirst();
  }, [entered, shown]);

  return (
    <Autocomplete
      inputValue={typed}
      onInputChange={(text) => {
        setTyped(text);
        setEntered(undefined);
      }}
    >
      <SearchField
        autoFocus
        aria-label={formatMessage({ id: 'palette.search' })}
        className={styles.search}
      >
        <Search aria-hidden="true" />
        {/* Focus stays here; the arrow keys go through the list, which scrolls along. */}
        <Input
          role="combobox"
          aria-expanded
          onKeyDownCapture={hold}
          placeholder={formatMessage({ id: 'palette.search' })}
          className={styles.input}
        />
      </SearchField>
      <ListBox
        aria-label={formatMessage({ id: 'palette.title' })}
        className={styles.list}
        renderEmptyState={() => (
          <div className={styles.none}>
            <FormattedMessage id="palette.none" />
          </div>
        )}
      >
        {shown.sections
          .filter(({ entries }) => entries.length > 0)
          .map(({ title, entries }) => (
            <ListBoxSection key={title}>
              <Header className={popup.section}>{formatMessage({ id: title })}</Header>
              {entries.map((entry) => (
                <ListBoxItem
                  key={entry.key}
                  textValue={entry.label}
                  className={popup.item}
                  onAction={() => take(entry)}
                >
                  {entry.icon}
                  {entry.label}
                  {entry.hint && <span className={styles.hint}>{entry.hint}</span>}
                </ListBoxItem>
              ))}
            </ListBoxSection>
          ))}
      </ListBox>
    </Autocomplete>
  );
}
