import { Keyboard, LogOut, Monitor, Moon, ShoppingBasket, Sun } from 'lucide-react';
import { useIntl } from 'react-intl';
import { useNavigate } from 'react-router';
import { useSignOut } from '../../api/session';
import { setTheme } from '../../design/theme';
import type { Entry } from './palette';

/** What the palette can do besides going somewhere. */
export function useActions(onShortcuts: () => void): Entry[] {
  const { formatMessage } = useIntl();
  const navigate = useNavigate();
  const signOut = useSignOut();
  const theme = formatMessage({ id: 'theme.title' });
  return [
    {
      key: 'register',
      icon: <ShoppingBasket aria-hidden="true" />,
      label: formatMessage({ id: 'nav.register' }),
      run: () => void navigate('/register'),
    },
    {
      key: 'shortcuts',
      icon: <Keyboard aria-hidden="true" />,
      label: formatMessage({ id: 'palette.shortcuts' }),
      run: onShortcuts,
    },
    ...(
      [
        ['light', Sun],
        ['dark', Moon],
        ['system', Monitor],
      ] as const
    ).map(([name, Icon]) => ({
      key: name,
      icon: <Icon aria-hidden="true" />,
      label: `${theme}: ${formatMessage({ id: `theme.${name}` })}`,
      run: () => setTheme(name),
    })),
    {
      key: 'sign-out',
      icon: <LogOut aria-hidden="true" />,
      label: formatMessage({ id: 'action.sign_out' }),
      run: () => signOut.mutate(),
    },
  ];
}
