import type { ReactNode } from 'react';
import type { MessageId } from '../../messages';

/** One line of the palette. */
export interface Entry {
  key: string;
  icon: ReactNode;
  label: string;
  hint?: string;
  run: () => void;
}

export interface Section {
  title: MessageId;
  entries: Entry[];
}
