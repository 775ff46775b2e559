import { createContext, use, useCallback, useEffect, useState, type ReactNode } from 'react';
import { I18nProvider } from 'react-aria-components/I18nProvider';
import { IntlProvider } from 'react-intl';
import { recall, remember } from '../lib/storage';
import { LANGUAGES, type Language } from '../messages';

interface LanguageChoice {
  language: Language;
  setLanguage: (language: Language) => void;
  /** Whether the words of the back office are there. */
  hasOffice: boolean;
  wantOffice: () => void;
}

const LanguageContext = createContext<LanguageChoice | null>(null);

function isLanguage(text: string | null | undefined): text is Language {
  return !!text && Object.hasOwn(LANGUAGES, text);
}

/** What was chosen, else the first of the browser's languages that has messages. */
function preferred(): Language {
  const chosen = recall('language');
  if (isLanguage(chosen)) return chosen;
  return navigator.languages.map((tag) => tag.split('-')[0]).find(isLanguage) ?? 'en';
}

/** The browser's own region of the language (en-GB, de-AT), for dates and figures. */
function localeOf(language: Language): string {
  return navigator.languages.find((tag) => tag.split('-')[0] === language) ?? language;
}

export function LanguageProvider({ children }: { children: ReactNode }) {
  const [wanted, setWanted] = useState(preferred);
  const [isOffice, setOffice] = useState(false);
  const [loaded, setLoaded] = useState<{
    language: Language;
    hasOffice: boolean;
    messages: Record<string, string>;
  }>();
  const wantOffice = useCallback(() => setOffice(true), []);

  useEffect(() => {
    let isCurrent = true;
    const { load, loadOffice } = LANGUAGES[wanted];
    void Promise.all(isOffice ? [load(), loadOffice()] : [load()]).then((parts) => {
      if (!isCurrent) return;
      document.documentElement.lang = wanted;
      const messages = Object.assign({}, ...parts.map((part) => part.default)) as Record<
        string,
        string
      >;
      setLoaded({ language: wanted, hasOffice: isOffice, messages });
    });
    return () => {
      isCurrent = false;
    };
  }, [wanted, isOffice]);

  // The first paint waits for the words, which come with the page; a switch keeps the old ones until then.
  if (!loaded) return null;
  const locale = localeOf(loaded.language);
  return (
    <LanguageContext
      value={{
        language: loaded.language,
        hasOffice: loaded.hasOffice,
        wantOffice,
        setLanguage: (language) => {
          remember('language', language);
          setWanted(language);
        },
      }}
    >
      <IntlProvider locale={locale} messages={loaded.messages} defaultLocale="en">
        <I18nProvider locale={locale}>{children}</I18nProvider>
      </IntlProvider>
    </LanguageContext>
  );
}

export function useLanguage(): LanguageChoice {
  const choice = use(LanguageContext);
  if (!choice) throw new Error('useLanguage is for components below LanguageProvider');
  return choice;
}
