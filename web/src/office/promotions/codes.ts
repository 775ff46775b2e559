/** Letters and digits that are not mistaken for each other. */
const SIGNS = '23456789ABCDEFGHJKMNPQRSTUVWXYZ';
const LENGTH = 8;

/** So many codes that nobody guesses: "7KQM-3WZP". */
export function generated(count: number): string[] {
  return Array.from({ length: count }, () => {
    const bytes = crypto.getRandomValues(new Uint8Array(LENGTH * 2));
    // What would make the first signs likelier is thrown away.
    const fair = [...bytes].filter((byte) => byte < 256 - (256 % SIGNS.length));
    const signs = fair.slice(0, LENGTH).map((byte) => SIGNS[byte % SIGNS.length]);
    return `${signs.slice(0, 4).join('')}-${signs.slice(4).join('')}`;
  });
}
