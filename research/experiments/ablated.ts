/**
 * Without this ingredient `full` trains only one network, which is faster; the other ablations therefore omit
 * it, too.
 */
export const ALONE = 'ensemble';

/** The value of `--without` for the ablation of an ingredient. */
export function ablated(ingredient: string): string {
  return ingredient === ALONE ? ALONE : `${ingredient},${ALONE}`;
}
