import { Languages, Monitor, Moon, Sun } from 'lucide-react';
import { useIntl } from 'react-intl';
import { MenuItem, MenuSection, MenuSeparator } from '../design/Menu';
import { setTheme, useTheme, type Theme } from '../design/theme';
import { LANGUAGES, type Language } from '../messages';
import { useLanguage } from './language';

const THEMES = [
  ['system', Monitor],
  ['light', Sun],
  ['dark', Moon],
] as const satisfies readonly (readonly [Theme, unknown])[];

/** How the person at this screen likes it: the part of a user menu that every menu has. */
export function PreferenceSections() {
  const { formatMessage } = useIntl();
  const { language, setLanguage } = useLanguage();
  const theme = useTheme();
  return (
    <>
      <MenuSection title={formatMessage({ id: 'theme.title' })}>
        {THEMES.map(([name, Icon]) => (
          <MenuItem
            key={name}
            icon={<Icon aria-hidden="true" />}
            isCurrent={theme === name}
            onAction={() => setTheme(name)}
          >
            {formatMessage({ id: `theme.${name}` })}
          </MenuItem>
        ))}
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
    </>
  );
}
