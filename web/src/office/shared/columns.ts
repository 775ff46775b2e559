/** Which columns of a list are shown: each list has its own choice, and a person changes it. */
interface Choosable {
  id: string;
  isExtra?: boolean;
}

/** `toggled` are those that stand otherwise than they would by themselves. */
export function shownColumns<Column extends Choosable>(
  columns: readonly Column[],
  toggled: readonly string[],
): Column[] {
  return columns.filter(({ id, isExtra }) => !!isExtra === toggled.includes(id));
}

/** What has to be toggled so that exactly `wanted` are shown. */
export function toggledFor(columns: readonly Choosable[], wanted: readonly string[]): string[] {
  return columns.filter(({ id, isExtra }) => wanted.includes(id) === !!isExtra).map(({ id }) => id);
}
