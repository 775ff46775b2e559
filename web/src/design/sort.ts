/** Which way a list sorted by `sort` ("-total") runs by the column that the server calls `key`. */
export function directionOf(
  key: string | undefined,
  sort: string | undefined,
): 'asc' | 'desc' | null {
  if (!key || !sort) return null;
  return sort === key ? 'asc' : sort === `-${key}` ? 'desc' : null;
}

/** What a press on a heading sorts by next: the largest first, the smallest first, the list's own order. */
export function nextSort(key: string, sort: string | undefined): string | null {
  const direction = directionOf(key, sort);
  return direction === null ? `-${key}` : direction === 'desc' ? key : null;
}
