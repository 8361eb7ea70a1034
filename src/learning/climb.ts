import type { Judgement } from './crossValidate';
import type { Variation, VariationSearch } from './presets';
import type { SearchResult } from './TrainingSnapshot';

/** Minimum gain; smaller ones are noise. */
const MIN_GAIN = 0.02;

/**
 * A greedy hill climb over variations: tries each change in turn on top of those kept so far, and keeps it if
 * the mean of Dice and agreement rises clearly.
 *
 * @param judge resolves to undefined when the search is to end
 * @returns undefined when `judge` ended the search
 */
export async function climb(
  start: Variation,
  changes: VariationSearch['changes'],
  judge: (variation: Variation) => Promise<Judgement | undefined>,
): Promise<SearchResult | undefined> {
  const first = await judge(start);
  if (!first) return undefined;
  const result: SearchResult = { ...start, start: first, best: first, changes: [] };
  for (const change of changes) {
    const { name, intensities } = { ...result, ...change };
    const augmentation = { ...result.augmentation, ...change.augmentation };
    const judgement = await judge({ augmentation, intensities });
    if (!judgement) return undefined;
    const kept = score(judgement) > score(result.best) + MIN_GAIN;
    result.changes.push({ name, ...judgement, kept });
    if (kept) Object.assign(result, { augmentation, intensities, best: judgement });
  }
  return result;
}

function score({ dice, agreement }: Judgement): number {
  return agreement === null ? dice : (dice + agreement) / 2;
}
