import type { Example } from './Image';

/** Approximate share of the new examples in a training that goes on from a model. */
const NEW_SHARE = 1 / 3;

/**
 * Gives new and corrected examples the weight with which they make up about a third of what is shown: a
 * correction has to outweigh many masks that the model knows already.
 *
 * @param isNew whether the example with this index is new
 */
export function weighNew(examples: readonly Example[], isNew: (index: number) => boolean): Example[] {
  const added = examples.filter((_, i) => isNew(i)).length;
  if (added === 0 || added === examples.length) return [...examples];
  const known = examples.length - added;
  const weight = Math.max(2, Math.round((NEW_SHARE / (1 - NEW_SHARE)) * (known / added)));
  return examples.map((example, i) => (isNew(i) ? { ...example, weight } : example));
}
