import { createContext, use, useEffect, useState, type ReactNode } from 'react';
import { I18nProvider } from 'react-aria-components/I18nProvider';
import { IntlProvider } from 'react-intl';
import { recall, remember } from '../lib/storage';
import { LANGUAGES, type Language } from '../messages';

interface LanguageChoice {
  language: Language;
  setLanguage: (language: Language) => void;
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
  const [loaded, setLoaded] = useState<{ language: Language; messages: Record<string, string> }>();

  useEffect(() => {
    let isCurrent = true;
    void LANGUAGES[wanted].load().then(({ default: messages }) => {
      if (!isCurrent) return;
      document.documentElement.lang = wanted;
      setLoaded({ language: wanted, messages });
    });
    return () => {
      isCurrent = false;
    };
  }, [wanted]);

  // The first paint waits for the words, which come with the page; a switch keeps the old ones until then.
  if (!loaded) return null;
  const locale = localeOf(loaded.language);
  return (
    <LanguageContext
      value={{
        language: loaded.language,
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
