import { useEffect, useEffectEvent } from 'react';
import { ALONE_MS, KeyBurst, ScanDetector } from '../model/scan';

type Restore = () => void;

/** The keys of late, whichever screen they were for. */
const burst = new KeyBurst();

/** Those who show what keys type, so that a scan's keys can be taken back. */
const savers = new Set<() => Restore>();

/**
 * While a keypad listens to the keyboard: `save` is called before what may become a scan and returns
 * how to get back there.
 */
export function useScanRestore(save: () => Restore): void {
  const onSave = useEffectEvent(save);
  useEffect(() => {
    const saver = () => onSave();
    savers.add(saver);
    return () => {
      savers.delete(saver);
    };
  }, []);
}

/** Sets a field's text as if it had been typed, so that React hears of it. */
function setText(field: HTMLInputElement | HTMLTextAreaElement, text: string): void {
  if (field.value === text) return;
  const prototype =
    field instanceof HTMLInputElement ? HTMLInputElement.prototype : HTMLTextAreaElement.prototype;
  Object.getOwnPropertyDescriptor(prototype, 'value')?.set?.call(field, text);
  field.dispatchEvent(new Event('input', { bubbles: true }));
}

function saveField(target: EventTarget | null): Restore[] {
  if (!(target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement)) return [];
  const { value } = target;
  return [() => setText(target, value)];
}

/**
 * Hears a barcode scanner anywhere on the page, whatever has the focus: ahead of every other listener,
 * and what its keys did to a field or keypad before they were known as a scan's is undone.
 */
export function useScanner(onScan: (code: string) => void): void {
  const scanned = useEffectEvent(onScan);
  useEffect(() => {
    const detector = new ScanDetector();
    let restores: Restore[] = [];
    const listen = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.isComposing || event.repeat) return;
      // A field for what is scanned takes it as it is typed.
      if (event.target instanceof Element && event.target.closest('[data-takes-scan]')) return;
      const stroke = { key: event.key, at: event.timeStamp };
      burst.hear(stroke);
      const heard = detector.hear(stroke);
      if (heard.kind === 'begin') {
        restores = [...savers].map((save) => save());
        restores.push(...saveField(event.target));
      } else if (heard.kind === 'scan') {
        event.preventDefault();
        event.stopImmediatePropagation();
        restores.forEach((restore) => restore());
        restores = [];
        scanned(heard.code);
      }
    };
    window.addEventListener('keydown', listen, { capture: true });
    return () => window.removeEventListener('keydown', listen, { capture: true });
  }, []);
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || target.matches('input, textarea, select'))
  );
}

/** What a key does; `times` is more than one where it was pressed as fast as it goes. */
export type Shortcuts = Partial<Record<string, (times: number) => void>>;

/**
 * Single keys as commands, while nobody types and no dialog is open. A character waits until it is sure
 * to stand alone: it may be the first of a scan, or one of them.
 */
export function useShortcuts(shortcuts: Shortcuts, isEnabled = true): void {
  const find = useEffectEvent((key: string) => shortcuts[key]);
  useEffect(() => {
    if (!isEnabled) return;
    let timer: number | undefined;
    const listen = (event: KeyboardEvent) => {
      clearTimeout(timer);
      if (event.defaultPrevented || event.metaKey || event.ctrlKey || event.altKey) return;
      const { target } = event;
      // A field that has a use for Escape, as a search with a text has, keeps it to itself.
      if (event.repeat || (isTyping(target) && event.key !== 'Escape')) return;
      if (target instanceof HTMLElement && target.closest('[role=menu], [data-own-keys]')) return;
      const isCharacter = event.key.length === 1;
      const key = isCharacter ? event.key.toLowerCase() : event.key;
      if (!find(key)) return;
      event.preventDefault();
      if (!isCharacter) {
        find(key)?.(1);
        return;
      }
      timer = window.setTimeout(() => {
        const times = burst.alone(event.key);
        if (times > 0) find(key)?.(times);
      }, ALONE_MS);
    };
    window.addEventListener('keydown', listen);
    return () => {
      clearTimeout(timer);
      window.removeEventListener('keydown', listen);
    };
  }, [isEnabled]);
}
