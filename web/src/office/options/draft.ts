/** A group of options while it is typed. */
import type { Id, ModifierGroup, ModifierGroupInput, ModifierOption } from '../../api/types';
import { parseMoney, toDecimal } from '../../lib/money';
import { uuidv7 } from '../../lib/uuid';

export interface OptionDraft {
  id: Id;
  name: string;
  price: string;
  active: boolean;
}

export interface GroupDraft {
  name: string;
  min: string;
  max: string;
  options: readonly OptionDraft[];
}

export function emptyOption(): OptionDraft {
  return { id: uuidv7(), name: '', price: '', active: true };
}

export function draftOf(group?: ModifierGroup): GroupDraft {
  if (!group) return { name: '', min: '0', max: '1', options: [emptyOption(), emptyOption()] };
  const option = ({ id, name, price, active }: ModifierOption): OptionDraft => ({
    ...{ id, name, active },
    price: price.amount === 0 ? '' : toDecimal(price),
  });
  return {
    name: group.name,
    min: String(group.min_choices),
    max: String(group.max_choices),
    options: group.options.map(option),
  };
}

/** The option at a place moves up or down by one. */
export function moved(options: readonly OptionDraft[], from: number, by: -1 | 1): OptionDraft[] {
  const to = from + by;
  if (to < 0 || to >= options.length) return [...options];
  return options.toSpliced(from, 1).toSpliced(to, 0, options[from]!);
}

function count(text: string): number | null {
  return /^\d{1,3}$/.test(text.trim()) ? Number(text) : null;
}

/** What the server takes; null where something is not typed rightly yet. */
export function toInput(draft: GroupDraft, currency: string): ModifierGroupInput | null {
  const min = count(draft.min);
  const max = count(draft.max);
  if (!draft.name.trim() || min === null || max === null) return null;
  const options = [];
  for (const { id, name, price: typed, active } of draft.options) {
    const price = typed.trim() ? parseMoney(typed, currency) : { amount: 0, currency };
    if (!name.trim() || price === null) return null;
    options.push({ id, name: name.trim(), price, active });
  }
  return { name: draft.name.trim(), min_choices: min, max_choices: max, options };
}

export function isCount(text: string): boolean {
  return count(text) !== null;
}
