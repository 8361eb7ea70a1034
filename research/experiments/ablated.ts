/** Without this ingredient `full` trains one network, which is faster: the other ingredients are left out of that. */
export const ALONE = 'ensemble';

/** The value of `--without` that shows what an ingredient gains. */
export function ablated(ingredient: string): string {
  return ingredient === ALONE ? ALONE : `${ingredient},${ALONE}`;
}
