import { recall, remember } from '../../lib/storage';

/** Filters as they stand in the address. */
export type Filters = Readonly<Record<string, string | undefined>>;

/** A set of filters with a name, kept in this browser. */
export interface SavedView {
  name: string;
  filters: Filters;
}

export function savedViews(list: string): SavedView[] {
  try {
    const views: unknown = JSON.parse(recall(`views.${list}`) ?? '[]');
    return Array.isArray(views) ? views.filter(isView) : [];
  } catch {
    return [];
  }
}

export function saveViews(list: string, views: readonly SavedView[]): void {
  remember(`views.${list}`, views.length === 0 ? null : JSON.stringify(views));
}

function isView(view: unknown): view is SavedView {
  const { name, filters } = (view ?? {}) as Partial<SavedView>;
  return typeof name === 'string' && typeof filters === 'object' && filters !== null;
}

/** Whether the same filters are in force in both. */
export function isSame(a: Filters, b: Filters): boolean {
  return [...Object.keys(a), ...Object.keys(b)].every(
    (name) => (a[name] ?? '') === (b[name] ?? ''),
  );
}

/** Changes that put `wanted` in force and drop all others of these names. */
export function changesTo<Name extends string>(
  names: readonly Name[],
  wanted: Filters,
): Record<Name, string | null> {
  return Object.fromEntries(names.map((name) => [name, wanted[name] ?? null])) as Record<
    Name,
    string | null
  >;
}
