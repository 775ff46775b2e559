import type { ReactNode } from 'react';

export interface ToastMessage {
  id: number;
  tone: 'neutral' | 'positive' | 'danger';
  text: ReactNode;
  action?: { label: string; onPress: () => void };
}

const SHOWN_MS = 5_000;
/** With an action, long enough to read, decide and reach it. */
const SHOWN_WITH_ACTION_MS = 10_000;
const AT_ONCE = 3;

let nextId = 1;
let messages: readonly ToastMessage[] = [];
const watchers = new Set<() => void>();

function set(next: readonly ToastMessage[]): void {
  messages = next;
  watchers.forEach((changed) => changed());
}

export const toasts = {
  get: () => messages,
  watch: (changed: () => void) => {
    watchers.add(changed);
    return () => watchers.delete(changed);
  },
  dismiss: (id: number) => set(messages.filter((message) => message.id !== id)),
};

/** Says what was done, and offers to undo it. Errors that need reading belong beside their cause. */
export function toast(
  text: ReactNode,
  { tone = 'neutral', action }: Partial<Pick<ToastMessage, 'tone' | 'action'>> = {},
): void {
  const id = nextId++;
  set([...messages, { id, tone, text, action }].slice(-AT_ONCE));
  setTimeout(() => toasts.dismiss(id), action ? SHOWN_WITH_ACTION_MS : SHOWN_MS);
}
