import { isProblem } from '../../api/problem';

/**
 * The server's refusal, given to the field it is about: `field('variants[0].price')` is its words
 * when it names that field or something within it. `rest` is what no asked-for field took.
 */
export function fieldErrors(
  error: unknown,
  fields: readonly string[],
): { field: (name: string) => string | undefined; rest: unknown } {
  const at = isProblem(error) ? error.field : undefined;
  const isAbout = (name: string) =>
    at === name || !!at?.startsWith(`${name}.`) || !!at?.startsWith(`${name}[`);
  // The most exact one takes it: `variants[0].sku` before `variants`.
  const taker = fields.filter(isAbout).sort((a, b) => b.length - a.length)[0];
  const words = isProblem(error) ? [error.detail, error.fix].filter(Boolean).join(' ') : '';
  return {
    field: (name) => (name === taker ? words : undefined),
    rest: taker === undefined ? error : undefined,
  };
}
