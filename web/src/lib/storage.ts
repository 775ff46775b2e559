/** Local storage that may be switched off or full: then nothing is remembered, and nothing breaks. */
export function remember(key: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(`onetill.${key}`);
    else localStorage.setItem(`onetill.${key}`, value);
  } catch {
    // Forgotten at the next visit.
  }
}

export function recall(key: string): string | null {
  try {
    return localStorage.getItem(`onetill.${key}`);
  } catch {
    return null;
  }
}
