import type { ReactNode } from 'react';
import { Autocomplete, useFilter } from 'react-aria-components/Autocomplete';
import { Dialog } from 'react-aria-components/Dialog';
import { Input } from 'react-aria-components/Input';
import { Header } from 'react-aria-components/Header';
import { Menu, MenuItem, MenuSection } from 'react-aria-components/Menu';
import { Modal, ModalOverlay } from 'react-aria-components/Modal';
import { SearchField } from 'react-aria-components/SearchField';
import { Keyboard, LogOut, Monitor, Moon, Search, ShoppingBasket, Sun } from 'lucide-react';
import { FormattedMessage, useIntl } from 'react-intl';
import { useNavigate } from 'react-router';
import { useSignOut } from '../../api/session';
import { setTheme } from '../../design/theme';
import popup from '../../design/Popup.module.css';
import { NAVIGATION } from './navigation';
import styles from './CommandPalette.module.css';

export interface CommandPaletteProps {
  isOpen: boolean;
  onClose: () => void;
  onShortcuts: () => void;
}

/** Every page and action by its name, from the keyboard. */
export function CommandPalette({ isOpen, onClose, onShortcuts }: CommandPaletteProps) {
  const { formatMessage } = useIntl();
  const { contains } = useFilter({ sensitivity: 'base' });
  const navigate = useNavigate();
  const signOut = useSignOut();

  const item = (label: string, icon: ReactNode, run: () => void) => (
    <MenuItem
      key={label}
      textValue={label}
      className={popup.item}
      onAction={() => {
        onClose();
        run();
      }}
    >
      {icon}
      {label}
    </MenuItem>
  );

  return (
    <ModalOverlay
      isOpen={isOpen}
      onOpenChange={(open) => !open && onClose()}
      isDismissable
      className={styles.scrim}
    >
      <Modal className={styles.modal}>
        <Dialog aria-label={formatMessage({ id: 'palette.title' })} className={styles.dialog}>
          <Autocomplete filter={contains}>
            <SearchField
              autoFocus
              aria-label={formatMessage({ id: 'palette.search' })}
              className={styles.search}
            >
              <Search aria-hidden="true" />
              <Input
                placeholder={formatMessage({ id: 'palette.search' })}
                className={styles.input}
              />
            </SearchField>
            <Menu
              aria-label={formatMessage({ id: 'palette.title' })}
              className={styles.list}
              renderEmptyState={() => (
                <div className={styles.none}>
                  <FormattedMessage id="palette.none" />
                </div>
              )}
            >
              <MenuSection>
                <Header className={popup.section}>{formatMessage({ id: 'palette.pages' })}</Header>
                {NAVIGATION.map(({ href, label, icon: Icon }) =>
                  item(
                    formatMessage({ id: label }),
                    <Icon aria-hidden="true" />,
                    () => void navigate(href),
                  ),
                )}
              </MenuSection>
              <MenuSection>
                <Header className={popup.section}>
                  {formatMessage({ id: 'palette.actions' })}
                </Header>
                {item(
                  formatMessage({ id: 'nav.register' }),
                  <ShoppingBasket aria-hidden="true" />,
                  () => void navigate('/register'),
                )}
                {item(
                  formatMessage({ id: 'palette.shortcuts' }),
                  <Keyboard aria-hidden="true" />,
                  onShortcuts,
                )}
                {item(
                  `${formatMessage({ id: 'theme.title' })}: ${formatMessage({ id: 'theme.light' })}`,
                  <Sun aria-hidden="true" />,
                  () => setTheme('light'),
                )}
                {item(
                  `${formatMessage({ id: 'theme.title' })}: ${formatMessage({ id: 'theme.dark' })}`,
                  <Moon aria-hidden="true" />,
                  () => setTheme('dark'),
                )}
                {item(
                  `${formatMessage({ id: 'theme.title' })}: ${formatMessage({ id: 'theme.system' })}`,
                  <Monitor aria-hidden="true" />,
                  () => setTheme('system'),
                )}
                {item(formatMessage({ id: 'action.sign_out' }), <LogOut aria-hidden="true" />, () =>
                  signOut.mutate(),
                )}
              </MenuSection>
            </Menu>
          </Autocomplete>
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}
