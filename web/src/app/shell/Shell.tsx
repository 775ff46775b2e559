import { useState } from 'react';
import { FormattedMessage, useIntl } from 'react-intl';
import { Ellipsis, Search } from 'lucide-react';
import { NavLink, Outlet, useLocation, useNavigate } from 'react-router';
import { useLiveState } from '../../api/live';
import { IconButton } from '../../design/Button';
import { cx } from '../../design/cx';
import { Sheet } from '../../design/Dialog';
import { Kbd } from '../../design/Kbd';
import { Logo } from '../../design/Logo';
import { OfflineBanner } from '../../design/States';
import { LiveIndicator } from '../LiveIndicator';
import { CommandPalette } from './CommandPalette';
import { ON_BOTTOM_BAR, type NavItem } from './navigation';
import { ShortcutSheet } from './ShortcutSheet';
import { UserMenu } from './UserMenu';
import { usePages } from './use-pages';
import { useShortcuts } from './use-shortcuts';
import styles from './Shell.module.css';

type Overlay = 'palette' | 'shortcuts' | 'more' | null;

/** The frame of the back office. */
export function Component() {
  const { formatMessage } = useIntl();
  const navigate = useNavigate();
  const liveState = useLiveState();
  const [overlay, setOverlay] = useState<Overlay>(null);
  const close = () => setOverlay(null);
  const pages = usePages();

  useShortcuts({
    onPalette: () => setOverlay((open) => (open === 'palette' ? null : 'palette')),
    onHelp: () => setOverlay('shortcuts'),
    onGo: (href) => void navigate(href),
  });

  return (
    <div className={styles.shell}>
      <a href="#content" className={styles.skip}>
        <FormattedMessage id="nav.skip" />
      </a>

      <aside className={styles.sidebar}>
        <div className={styles.brand}>
          <Logo className={styles.logo} />
        </div>
        <button
          type="button"
          className={styles.find}
          aria-label={formatMessage({ id: 'palette.open' })}
          onClick={() => setOverlay('palette')}
        >
          <Search aria-hidden="true" />
          <span className={styles.text}>
            <FormattedMessage id="palette.open" />
          </span>
          <span className={styles.keys}>
            <Kbd>mod</Kbd>
            <Kbd>K</Kbd>
          </span>
        </button>
        <nav aria-label={formatMessage({ id: 'nav.label' })} className={styles.nav}>
          {pages.map((item) => (
            <Entry key={item.href} item={item} />
          ))}
        </nav>
        <div className={styles.foot}>
          <LiveIndicator className={styles.live} />
          <UserMenu className={styles.user} />
        </div>
      </aside>

      <header className={styles.topbar}>
        <Logo />
        <span className={styles.spring} />
        <LiveIndicator />
        <IconButton
          label={formatMessage({ id: 'palette.open' })}
          onPress={() => setOverlay('palette')}
        >
          <Search aria-hidden="true" />
        </IconButton>
        <UserMenu />
      </header>

      <main id="content" tabIndex={-1} className={styles.main}>
        <OfflineBanner state={liveState} />
        <Outlet />
      </main>

      <nav aria-label={formatMessage({ id: 'nav.label' })} className={styles.bottom}>
        {pages.slice(0, ON_BOTTOM_BAR).map((item) => (
          <Entry key={item.href} item={item} />
        ))}
        <MoreButton pages={pages.slice(ON_BOTTOM_BAR)} onPress={() => setOverlay('more')} />
      </nav>

      <Sheet isOpen={overlay === 'more'} onClose={close} title={formatMessage({ id: 'nav.more' })}>
        <nav aria-label={formatMessage({ id: 'nav.more' })} className={styles.more}>
          {pages.slice(ON_BOTTOM_BAR).map((item) => (
            <Entry key={item.href} item={item} onClick={close} />
          ))}
        </nav>
      </Sheet>
      <CommandPalette
        isOpen={overlay === 'palette'}
        onClose={close}
        onShortcuts={() => setOverlay('shortcuts')}
      />
      <ShortcutSheet isOpen={overlay === 'shortcuts'} onClose={close} />
    </div>
  );
}

function Entry({ item, onClick }: { item: NavItem; onClick?: () => void }) {
  const { formatMessage } = useIntl();
  const { pathname } = useLocation();
  const isPartOf = item.parts?.some((part) => pathname.startsWith(part));
  const Icon = item.icon;
  const label = formatMessage({ id: item.label });
  return (
    <NavLink
      to={item.href}
      end={item.href === '/'}
      title={label}
      onClick={onClick}
      className={({ isActive }) => cx(styles.entry, (isActive || isPartOf) && styles.active)}
    >
      <Icon aria-hidden="true" />
      <span className={styles.text}>{label}</span>
    </NavLink>
  );
}

function MoreButton({ pages, onPress }: { pages: readonly NavItem[]; onPress: () => void }) {
  const { pathname } = useLocation();
  const isHere = pages.some(({ href }) => pathname.startsWith(href));
  return (
    <button
      type="button"
      className={cx(styles.entry, isHere && styles.active)}
      aria-haspopup="dialog"
      onClick={onPress}
    >
      <Ellipsis aria-hidden="true" />
      <span className={styles.text}>
        <FormattedMessage id="nav.more" />
      </span>
    </button>
  );
}
