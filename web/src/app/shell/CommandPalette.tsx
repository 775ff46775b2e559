import { useState } from 'react';
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
  const isNamed = ({ label }: Entry) => contains(label, typed.trim());
  const sections: Section[] = [
    ...useFound(typed),
    { title: 'palette.pages', entries: usePageEntries().filter(isNamed) },
    { title: 'palette.actions', entries: useActions(onShortcuts).filter(isNamed) },
  ];
  return (
    <Autocomplete inputValue={typed} onInputChange={setTyped}>
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
        {sections
          .filter(({ entries }) => entries.length > 0)
          .map(({ title, entries }) => (
            <ListBoxSection key={title}>
              <Header className={popup.section}>{formatMessage({ id: title })}</Header>
              {entries.map(({ key, icon, label, hint, run }) => (
                <ListBoxItem
                  key={key}
                  textValue={label}
                  className={popup.item}
                  onAction={() => {
                    onClose();
                    run();
                  }}
                >
                  {icon}
                  {label}
                  {hint && <span className={styles.hint}>{hint}</span>}
                </ListBoxItem>
              ))}
            </ListBoxSection>
          ))}
      </ListBox>
    </Autocomplete>
  );
}
