import type { MessageId } from './en';

declare global {
  // Makes `formatMessage({ id })` accept only ids that exist.
  // eslint-disable-next-line @typescript-eslint/no-namespace
  namespace FormatjsIntl {
    interface Message {
      ids: MessageId;
    }
  }
}

export type Language = 'en' | 'de';

type Words = () => Promise<{ default: Record<string, string> }>;

/**
 * A new language is a folder beside `en` and a line here. Each is loaded when it is needed, and the words of the back
 * office with its pages: the till does not wait for them.
 */
export const LANGUAGES: Record<Language, { name: string; load: Words; loadOffice: Words }> = {
  en: {
    name: 'English',
    load: () => import('./en'),
    loadOffice: () => import('./en/office'),
  },
  de: {
    name: 'Deutsch',
    load: () => import('./de'),
    loadOffice: () => import('./de/office'),
  },
};

export type { MessageId };
