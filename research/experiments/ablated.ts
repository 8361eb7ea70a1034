/** Without it `full` is one network, which takes less time: so the other ingredients are left out of that. */
export const ALONE = 'ensemble';

/** What is left out to see what an ingredient gives, as `--without` calls it. */
export function ablated(ingredient: string): string {
  return ingredient === ALONE ? ALONE : `${ingredient},${ALONE}`;
}
