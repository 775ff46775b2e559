import { useEffect, useRef, useState } from 'react';
import { SearchField } from '../../design';

/** Long enough to finish a word, short enough to feel at once. */
const PAUSE_MS = 180;

/** The search of a list, in the address after a short pause of typing. `/` goes to it. */
export function ListSearch({
  label,
  value,
  onChange,
}: {
  label: string;
  value: string | undefined;
  onChange: (value: string | null) => void;
}) {
  const [typed, setTyped] = useState(value ?? '');
  const [outside, setOutside] = useState(value);
  const timer = useRef<number>(undefined);
  // A saved filter or the way back changed it from outside.
  if (value !== outside) {
    setOutside(value);
    if ((value ?? '') !== typed.trim()) setTyped(value ?? '');
  }
  useEffect(() => () => clearTimeout(timer.current), []);

  function change(text: string, pause: number): void {
    setTyped(text);
    clearTimeout(timer.current);
    timer.current = window.setTimeout(() => onChange(text.trim() || null), pause);
  }
  return (
    <SearchField
      isPageSearch
      label={label}
      value={typed}
      onChange={(text) => change(text, PAUSE_MS)}
      onSubmit={(text) => change(text, 0)}
      onClear={() => change('', 0)}
    />
  );
}
