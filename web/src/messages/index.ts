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

/** A new language is a folder beside `en` and a line here. Each is loaded when it is needed. */
export const LANGUAGES: Record<
  Language,
  { name: string; load: () => Promise<{ default: Record<string, string> }> }
> = {
  en: { name: 'English', load: () => import('./en') },
  de: { name: 'Deutsch', load: () => import('./de') },
};

export type { MessageId };
