import type { Example } from '../data/Image';

/** Which examples train and which validate; no image is in both. */
export interface ExampleSplit {
  training: Example[];
  validation: Example[];
}

/**
 * Sets about a quarter of the examples aside for validation, at least one, all with foreground, taken from the
 * middle of each run of neighbours: the extremes of a structure are needed for training. "Nothing here" examples
 * always train.
 *
 * @param examples in spatial order; at least two, of which at least one has foreground
 */
export function splitExamples(examples: readonly Example[]): ExampleSplit {
  const withMask = examples.filter(({ labelmap }) => labelmap.some((value) => value > 0));
  if (withMask.length < 2) return { training: [...examples], validation: withMask };
  const count = Math.max(1, Math.round(withMask.length / 4));
  const validation = new Set<Example>();
  for (let i = 0; i < count; i++) {
    // The middle of the i-th of `count` equal parts.
    validation.add(withMask[Math.floor(((i + 0.5) * withMask.length) / count)]);
  }
  return { training: examples.filter((example) => !validation.has(example)), validation: [...validation] };
}
