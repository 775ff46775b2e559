/** Sheets of labels that stationers sell, and a roll. Their measures are in Labels.module.css. */
export const SHEETS = {
  l7160: { columns: 3, rows: 7 },
  l7651: { columns: 5, rows: 13 },
  a5160: { columns: 3, rows: 10 },
  roll: { columns: 1, rows: 1 },
} as const;

export type SheetName = keyof typeof SHEETS;

export function isSheet(text: string | undefined): text is SheetName {
  return text !== undefined && text in SHEETS;
}

/** Labels in sheets; `skip` places of the first are used up already. */
export function inSheets<Label>(
  labels: readonly Label[],
  name: SheetName,
  skip: number,
): (Label | null)[][] {
  const { columns, rows } = SHEETS[name];
  const places = columns * rows;
  const used = Math.min(Math.max(0, skip), places - 1);
  const all: (Label | null)[] = [...Array.from({ length: used }, () => null), ...labels];
  const sheets: (Label | null)[][] = [];
  for (let at = 0; at < all.length; at += places) sheets.push(all.slice(at, at + places));
  return sheets;
}
