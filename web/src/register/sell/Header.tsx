import type { ReactNode } from 'react';
import { CreditCard, Inbox, Keyboard, Lock, MonitorUp, Timer } from 'lucide-react';
import { PauseCircle, Recycle, Undo2 } from 'lucide-react';
import { Button as AriaButton } from 'react-aria-components/Button';
import { FormattedMessage, useIntl } from 'react-intl';
import { useLiveState } from '../../api/live';
import { useSession, useSignOut } from '../../api/session';
import type { OrderSummary } from '../../api/types';
import { LiveIndicator } from '../../app/LiveIndicator';
import { PreferenceSections } from '../../app/preferences';
import { Button } from '../../design/Button';
import { cx } from '../../design/cx';
import { LogoMark } from '../../design/Logo';
import { Menu, MenuItem, MenuSection, MenuSeparator } from '../../design/Menu';
import { initials } from '../../lib/initials';
import { useTill } from '../state/till';
import { LOCK_MINUTES, setLockMinutes, useLockMinutes } from '../state/use-lock';
import styles from './Header.module.css';

export interface HeaderProps {
  /** The search, on the sell screen. */
  children?: ReactNode;
  /** Orders of this register whose card payment has not come to an end. */
  waiting: readonly OrderSummary[];
  onWaiting: (order: OrderSummary) => void;
  onShortcuts: () => void;
}

/** A window to be dragged to the customer's screen; one that is open already comes to the front. */
function openDisplay(registerId: string): void {
  window.open(`/display?register=${registerId}`, `onetill-display-${registerId}`, 'popup')?.focus();
}

export function Header({ children, waiting, onWaiting, onShortcuts }: HeaderProps) {
  const { formatMessage } = useIntl();
  const { register, location, held, goTo, setPanel, setCartOpen } = useTill();
  const { staff } = useSession();
  const signOut = useSignOut();
  const liveState = useLiveState();
  const lockMinutes = useLockMinutes();
  const show = (panel: 'held' | 'empties') => {
    setPanel(panel);
    setCartOpen(true);
  };
  const showHeld = () => show('held');
  return (
    <header className={styles.header}>
      <div className={styles.place}>
        <LogoMark className={styles.mark} />
        <h1 className={styles.names}>
          <span className={styles.register}>{register.name}</span>
          <span className={styles.store}>{location?.name}</span>
        </h1>
      </div>
      <div className={styles.middle}>{children}</div>
      <div className={styles.end}>
        {waiting[0] && (
          <Button
            className={styles.waiting}
            icon={<CreditCard aria-hidden="true" />}
            onPress={() => onWaiting(waiting[0]!)}
          >
            <FormattedMessage id="register.waiting" values={{ count: waiting.length }} />
          </Button>
        )}
        {held.length > 0 && (
          <Button
            className={styles.wideOnly}
            icon={<PauseCircle aria-hidden="true" />}
            onPress={showHeld}
          >
            <FormattedMessage id="register.held.count" values={{ count: held.length }} />
          </Button>
        )}
        <Button
          variant="ghost"
          className={styles.wideOnly}
          icon={<Undo2 aria-hidden="true" />}
          onPress={() => goTo('refund')}
        >
          <FormattedMessage id="register.refund" />
        </Button>
        <Button
          variant="ghost"
          className={styles.wideOnly}
          icon={<Inbox aria-hidden="true" />}
          onPress={() => goTo('shift')}
        >
          <FormattedMessage id="register.shift" />
        </Button>
        <LiveIndicator className={cx(styles.live, liveState === 'live' && styles.isLive)} />
        <Menu
          label={formatMessage({ id: 'user.menu' })}
          placement="bottom end"
          trigger={
            <AriaButton
              aria-label={`${staff.name}. ${formatMessage({ id: 'user.menu' })}`}
              className={styles.person}
            >
              {initials(staff.name)}
            </AriaButton>
          }
        >
          <MenuItem icon={<Undo2 aria-hidden="true" />} onAction={() => goTo('refund')}>
            {formatMessage({ id: 'register.refund' })}
          </MenuItem>
          <MenuItem icon={<Recycle aria-hidden="true" />} onAction={() => show('empties')}>
            {formatMessage({ id: 'register.empties' })}
          </MenuItem>
          <MenuItem icon={<Inbox aria-hidden="true" />} onAction={() => goTo('shift')}>
            {formatMessage({ id: 'register.shift' })}
          </MenuItem>
          <MenuItem icon={<PauseCircle aria-hidden="true" />} onAction={showHeld}>
            {formatMessage({ id: 'register.held' })}
          </MenuItem>
          <MenuItem
            icon={<MonitorUp aria-hidden="true" />}
            onAction={() => openDisplay(register.id)}
          >
            {formatMessage({ id: 'display.title' })}
          </MenuItem>
          <MenuItem icon={<Keyboard aria-hidden="true" />} onAction={onShortcuts}>
            {formatMessage({ id: 'shortcuts.title' })}
          </MenuItem>
          <MenuItem icon={<Lock aria-hidden="true" />} onAction={() => signOut.mutate()}>
            {formatMessage({ id: 'register.lock' })}
          </MenuItem>
          <MenuSeparator />
          <PreferenceSections />
          <MenuSeparator />
          <MenuSection title={formatMessage({ id: 'register.lock_after' })}>
            {LOCK_MINUTES.map((minutes) => (
              <MenuItem
                key={minutes}
                icon={<Timer aria-hidden="true" />}
                isCurrent={minutes === lockMinutes}
                onAction={() => setLockMinutes(minutes)}
              >
                {formatMessage({ id: 'register.lock_minutes' }, { minutes })}
              </MenuItem>
            ))}
          </MenuSection>
        </Menu>
      </div>
    </header>
  );
}
