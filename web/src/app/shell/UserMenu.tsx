import { Languages, LogOut, Monitor, Moon, ShoppingBasket, Sun } from 'lucide-react';
import { Button as AriaButton } from 'react-aria-components/Button';
import { FormattedMessage, useIntl } from 'react-intl';
import { useSession, useSignOut } from '../../api/session';
import { cx } from '../../design/cx';
import { Menu, MenuItem, MenuSection, MenuSeparator } from '../../design/Menu';
import { setTheme, useTheme } from '../../design/theme';
import { LANGUAGES, type Language } from '../../messages';
import { initials } from '../../lib/initials';
import { useLanguage } from '../language';
import styles from './UserMenu.module.css';

export function UserMenu({ className }: { className?: string }) {
  const { formatMessage } = useIntl();
  const { staff } = useSession();
  const { language, setLanguage } = useLanguage();
  const theme = useTheme();
  const signOut = useSignOut();
  return (
    <Menu
      label={formatMessage({ id: 'user.menu' })}
      placement="top start"
      trigger={
        <AriaButton
          aria-label={`${staff.name}. ${formatMessage({ id: 'user.menu' })}`}
          className={cx(styles.trigger, className)}
        >
          <span className={styles.avatar}>{initials(staff.name)}</span>
          <span className={styles.who}>
            <span className={styles.name}>{staff.name}</span>
            <span className={styles.role}>
              <FormattedMessage id={`role.${staff.role}`} />
            </span>
          </span>
        </AriaButton>
      }
    >
      <MenuItem icon={<ShoppingBasket aria-hidden="true" />} href="/register">
        {formatMessage({ id: 'nav.register' })}
      </MenuItem>
      <MenuSeparator />
      <MenuSection title={formatMessage({ id: 'theme.title' })}>
        <MenuItem
          icon={<Monitor aria-hidden="true" />}
          isCurrent={theme === 'system'}
          onAction={() => setTheme('system')}
        >
          {formatMessage({ id: 'theme.system' })}
        </MenuItem>
        <MenuItem
          icon={<Sun aria-hidden="true" />}
          isCurrent={theme === 'light'}
          onAction={() => setTheme('light')}
        >
          {formatMessage({ id: 'theme.light' })}
        </MenuItem>
        <MenuItem
          icon={<Moon aria-hidden="true" />}
          isCurrent={theme === 'dark'}
          onAction={() => setTheme('dark')}
        >
          {formatMessage({ id: 'theme.dark' })}
        </MenuItem>
      </MenuSection>
      <MenuSeparator />
      <MenuSection title={formatMessage({ id: 'language.title' })}>
        {(Object.keys(LANGUAGES) as Language[]).map((code) => (
          <MenuItem
            key={code}
            icon={<Languages aria-hidden="true" />}
            isCurrent={code === language}
            onAction={() => setLanguage(code)}
          >
            {LANGUAGES[code].name}
          </MenuItem>
        ))}
      </MenuSection>
      <MenuSeparator />
      <MenuItem icon={<LogOut aria-hidden="true" />} onAction={() => signOut.mutate()}>
        {formatMessage({ id: 'action.sign_out' })}
      </MenuItem>
    </Menu>
  );
}
