import { Globe } from 'lucide-react';
import { useIntl } from 'react-intl';
import { useLanguage } from '../app/language';
import { Button } from '../design/Button';
import { Menu, MenuItem } from '../design/Menu';
import { LANGUAGES, type Language } from '../messages';

export function LanguageSwitch() {
  const { formatMessage } = useIntl();
  const { language, setLanguage } = useLanguage();
  return (
    <Menu
      label={formatMessage({ id: 'language.title' })}
      placement="bottom end"
      trigger={
        <Button variant="ghost" size="sm" icon={<Globe aria-hidden="true" />}>
          {LANGUAGES[language].name}
        </Button>
      }
    >
      {(Object.keys(LANGUAGES) as Language[]).map((code) => (
        <MenuItem key={code} isCurrent={code === language} onAction={() => setLanguage(code)}>
          {LANGUAGES[code].name}
        </MenuItem>
      ))}
    </Menu>
  );
}
