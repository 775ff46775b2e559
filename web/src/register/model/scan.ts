/**
 * Tells a barcode scanner from a person. A scanner is a keyboard that types a whole code within some
 * milliseconds a key and ends with Enter (some with Tab). No person does that, so a scan is known
 * whatever has the focus. Pure: fed with keys and times, it says what they amount to.
 */

/** A scan's keys are no further apart than this on average; slow wireless scanners need some 30 ms. */
export const KEY_GAP_MS = 50;
/** A single pause within a scan may be longer: radio is sent again, a machine hesitates. */
const LONGEST_GAP_MS = 100;
/** Fast typists strike three keys this fast, not four. */
const LEAST_KEYS = 4;
const MOST_KEYS = 128;
const ENDS = ['Enter', 'Tab'];

export interface Keystroke {
  key: string;
  /** Milliseconds on any clock that only goes forward. */
  at: number;
}

export type Heard =
  /** The first key of what may become a scan: remember what it is typed into. */
  | { kind: 'begin' }
  | { kind: 'more' }
  /** A whole code; its keys were none of the focused field's business. */
  | { kind: 'scan'; code: string }
  /** Nothing to do with a scan. */
  | { kind: 'none' };

export class ScanDetector {
  #code = '';
  #beganAt = 0;
  #lastAt = -Infinity;

  hear({ key, at }: Keystroke): Heard {
    const gap = at - this.#lastAt;
    if (ENDS.includes(key)) {
      const code = this.#code;
      this.#code = '';
      return this.#isScan(code, gap) ? { kind: 'scan', code } : { kind: 'none' };
    }
    // Shift for a capital, AltGraph for a bracket: part of the code's keys, but no character.
    if (key.length !== 1) {
      if (!['Shift', 'AltGraph', 'CapsLock'].includes(key)) this.#code = '';
      return { kind: 'none' };
    }
    this.#lastAt = at;
    if (gap > LONGEST_GAP_MS || this.#code === '' || this.#code.length >= MOST_KEYS) {
      this.#code = key;
      this.#beganAt = at;
      return { kind: 'begin' };
    }
    this.#code += key;
    return { kind: 'more' };
  }

  #isScan(code: string, endGap: number): boolean {
    const took = this.#lastAt - this.#beganAt;
    return (
      code.length >= LEAST_KEYS &&
      endGap <= LONGEST_GAP_MS &&
      took <= (code.length - 1) * KEY_GAP_MS
    );
  }
}

/** A key that stood alone for this long is a person's: no pause within a scan lasts so long. */
export const ALONE_MS = LONGEST_GAP_MS + 10;

/**
 * Tells a key pressed on its own from those of a scan or a word, whether or not the whole is known as a
 * scan: keys that follow each other as fast as a scanner's belong together.
 */
export class KeyBurst {
  #key: string | null = null;
  #times = 0;
  #lastAt = -Infinity;

  hear({ key, at }: Keystroke): void {
    // A modifier is part of the key that it is held for.
    if (['Shift', 'AltGraph', 'CapsLock'].includes(key)) return;
    const isMore = at - this.#lastAt <= LONGEST_GAP_MS;
    this.#lastAt = at;
    this.#times = isMore ? this.#times + 1 : 1;
    if (!isMore) this.#key = key;
    else if (key !== this.#key) this.#key = null;
  }

  /** How often `key` was pressed since the last pause; 0 when there was any other. */
  alone(key: string): number {
    return this.#key === key ? this.#times : 0;
  }
}
