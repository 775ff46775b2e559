import { useSyncExternalStore } from 'react';
import { recall, remember } from '../lib/storage';

export type Theme = 'system' | 'light' | 'dark';

const watchers = new Set<() => void>();

function current(): Theme {
  const theme = document.documentElement.dataset.theme;
  return theme === 'light' || theme === 'dark' ? theme : 'system';
}

export function setTheme(theme: Theme): void {
  if (theme === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  remember('theme', theme === 'system' ? null : theme);
  watchers.forEach((changed) => changed());
}

/** Another window of the same shop may have chosen; public/theme.js sets it before first paint. */
window.addEventListener('storage', (event) => {
  if (event.key === 'onetill.theme') setTheme((recall('theme') as Theme | null) ?? 'system');
});

export function useTheme(): Theme {
  return useSyncExternalStore((changed) => {
    watchers.add(changed);
    return () => watchers.delete(changed);
  }, current);
}
