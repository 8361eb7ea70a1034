import type { Example } from '../data/Image';

/** Which examples train and which validate; no image is in both, unless too few have masks. */
export interface ExampleSplit {
  training: Example[];
  validation: Example[];
}

/**
 * Sets about a quarter of the examples aside for validation, at least one where that is possible, all with foreground,
 * taken from the middle of each run of neighbours: the extremes of a structure are needed for training. An image that
 * alone shows a segment always trains, and so do "nothing here" examples.
 *
 * @param examples in spatial order; at least one has foreground
 * @returns with no candidate for validation (a single mask, say), the examples with masks both train and validate
 */
export function splitExamples(examples: readonly Example[]): ExampleSplit {
  const withMask = examples.filter(({ labelmap }) => labelmap.some((value) => value > 0));
  const remaining = new Map<number, number>();
  const segments = new Map(
    withMask.map((example) => [example, new Set(example.labelmap.filter((v) => v > 0))]),
  );
  for (const set of segments.values()) for (const s of set) remaining.set(s, (remaining.get(s) ?? 0) + 1);

  const count = withMask.length < 2 ? 0 : Math.max(1, Math.round(withMask.length / 4));
  const validation = new Set<Example>();
  for (let i = 0; i < count; i++) {
    // The middle of the i-th of `count` equal parts, or its nearest neighbour that training can do without.
    const middle = Math.floor(((i + 0.5) * withMask.length) / count);
    const chosen = withMask
      .filter((example) => !validation.has(example))
      .filter((example) => [...(segments.get(example) ?? [])].every((s) => (remaining.get(s) ?? 0) > 1))
      .sort((a, b) => Math.abs(withMask.indexOf(a) - middle) - Math.abs(withMask.indexOf(b) - middle))[0];
    if (!chosen) break;
    validation.add(chosen);
    for (const s of segments.get(chosen) ?? []) remaining.set(s, (remaining.get(s) ?? 1) - 1);
  }
  if (validation.size === 0) return { training: [...examples], validation: withMask };
  return { training: examples.filter((example) => !validation.has(example)), validation: [...validation] };
}
