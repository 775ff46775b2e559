import type { Id, Movement, StockLevel } from '../../api/types';

/** How much lay at a place from a moment on. */
export interface Step {
  at: number;
  level: number;
}

export interface History {
  locationId: Id;
  /** Oldest first; the first at `from`, the last at `until`. */
  steps: Step[];
}

/**
 * The stock of each place from `from` until `until`, told backwards: what lies there now, less what
 * came, plus what went. Movements of one moment are one step.
 */
export function historyOf(
  levels: readonly Pick<StockLevel, 'location_id' | 'on_hand'>[],
  movements: readonly Pick<Movement, 'location_id' | 'quantity' | 'happened_at'>[],
  from: number,
  until: number,
): History[] {
  return levels.map(({ location_id, on_hand }) => {
    const moved = movements
      .filter((movement) => movement.location_id === location_id)
      .map(({ happened_at, quantity }) => ({ at: Date.parse(happened_at), by: milli(quantity) }))
      .sort((a, b) => b.at - a.at);
    let level = milli(on_hand);
    const steps: Step[] = [{ at: until, level: level / 1000 }];
    for (const { at, by } of moved) {
      if (at <= from) break;
      const last = steps.at(-1)!;
      if (at !== last.at) steps.push({ at, level: level / 1000 });
      level -= by;
    }
    steps.push({ at: from, level: level / 1000 });
    return { locationId: location_id, steps: steps.reverse() };
  });
}

/** Quantities have three decimals at most; whole numbers add up without a rest. */
function milli(quantity: string): number {
  return Math.round(Number(quantity) * 1000);
}
