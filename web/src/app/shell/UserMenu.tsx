import { LogOut, ShoppingBasket } from 'lucide-react';
import { Button as AriaButton } from 'react-aria-components/Button';
import { useIntl } from 'react-intl';
import { useSession, useSignOut } from '../../api/session';
import { cx } from '../../design/cx';
import { Menu, MenuItem, MenuSeparator } from '../../design/Menu';
import { initials } from '../../lib/initials';
import { PreferenceSections } from '../preferences';
import { RoleName } from '../RoleName';
import styles from './UserMenu.module.css';

export function UserMenu({ className }: { className?: string }) {
  const { formatMessage } = useIntl();
  const { staff } = useSession();
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
              <RoleName of={staff} />
            </span>
          </span>
        </AriaButton>
      }
    >
      <MenuItem icon={<ShoppingBasket aria-hidden="true" />} href="/register">
        {formatMessage({ id: 'nav.register' })}
      </MenuItem>
      <MenuSeparator />
      <PreferenceSections />
      <MenuSeparator />
      <MenuItem icon={<LogOut aria-hidden="true" />} onAction={() => signOut.mutate()}>
        {formatMessage({ id: 'action.sign_out' })}
      </MenuItem>
    </Menu>
  );
}
