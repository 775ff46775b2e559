import { useCallback } from 'react';
import { useSearchParams } from 'react-router';
import { isDate } from './dates';

/** Filters that are days. */
const DAYS: readonly string[] = ['from', 'to', 'date'];

/**
 * Filters that live in the address, so that a list can be linked to, reloaded and come back to.
 * An empty filter is no parameter at all, and what should be a day and is none is no filter.
 */
export function useFilters<Name extends string>(
  names: readonly Name[],
): [Partial<Record<Name, string>>, (changes: Partial<Record<Name, string | null>>) => void] {
  const [params, setParams] = useSearchParams();
  const values: Partial<Record<Name, string>> = {};
  for (const name of names) {
    const value = params.get(name);
    if (value && (!DAYS.includes(name) || isDate(value))) values[name] = value;
  }
  const change = useCallback(
    (changes: Partial<Record<Name, string | null>>) =>
      setParams(
        (old) => {
          for (const [name, value] of Object.entries<string | null | undefined>(changes)) {
            if (value) old.set(name, value);
            else old.delete(name);
          }
          return old;
        },
        { replace: true },
      ),
    [setParams],
  );
  return [values, change];
}
