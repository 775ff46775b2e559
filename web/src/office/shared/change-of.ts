/** How far a figure is from the one it is compared with, as a share: 0.12 is 12 % more. */
export function changeOf(value: number, compare: number): number | null {
  return compare === 0 ? null : (value - compare) / Math.abs(compare);
}

/** Better, worse, or too little to speak of. */
export function toneOf(change: number | null): 'positive' | 'danger' | 'neutral' {
  if (change === null || Math.abs(change) < 0.0005) return 'neutral';
  return change > 0 ? 'positive' : 'danger';
}
