import { useEffect, useEffectEvent, useRef } from 'react';
import { usePages } from './use-pages';

/** How long `g` waits for its second key. */
const SEQUENCE_MS = 1_200;

interface Shortcuts {
  onPalette: () => void;
  onHelp: () => void;
  onGo: (href: string) => void;
}

/** The back office's keys: Ctrl/Cmd-K, `/`, `?`, and `g` followed by a page's letter. */
export function useShortcuts({ onPalette, onHelp, onGo }: Shortcuts): void {
  const goAt = useRef(0);
  const pages = usePages();

  const onKeyDown = useEffectEvent((event: KeyboardEvent) => {
    if (event.defaultPrevented) return;
    if ((event.metaKey || event.ctrlKey) && !event.altKey && event.key.toLowerCase() === 'k') {
      event.preventDefault();
      onPalette();
      return;
    }
    const target = event.target as HTMLElement;
    const isTyping = target.isContentEditable || target.matches?.('input, textarea, select');
    // A dialog or menu has the keys to itself.
    const isInOverlay = !!target.closest?.('[role=dialog], [role=alertdialog], [role=menu]');
    if (isTyping || isInOverlay || event.metaKey || event.ctrlKey || event.altKey) return;

    const isSecond = Date.now() - goAt.current < SEQUENCE_MS;
    goAt.current = 0;
    const page = isSecond && pages.find(({ key }) => key === event.key);
    if (page) onGo(page.href);
    else if (event.key === 'g') goAt.current = Date.now();
    else if (event.key === '?') onHelp();
    else if (event.key === '/') {
      const search = document.querySelector<HTMLInputElement>('[data-page-search]');
      if (!search) return;
      search.focus();
      search.select();
    } else return;
    event.preventDefault();
  });

  useEffect(() => {
    const listen = (event: KeyboardEvent) => onKeyDown(event);
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, []);
}
