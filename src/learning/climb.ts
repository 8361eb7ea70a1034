import type { Variation, VariationSearch } from './presets';
import type { SearchResult } from './TrainingSnapshot';

/**
 * A greedy hill climb over variations: each change in turn is tried on top of what was kept so far.
 *
 * @param judge Dice 0..1 of a variation, or undefined when it was told to end
 * @returns undefined when the judge ended early
 */
export async function climb(
  start: Variation,
  changes: VariationSearch['changes'],
  judge: (variation: Variation) => Promise<number | undefined>,
): Promise<SearchResult | undefined> {
  const dice = await judge(start);
  if (dice === undefined) return undefined;
  let best = dice;
  const result: SearchResult = { ...start, dice, changes: [] };
  for (const { name, ...change } of changes) {
    const { augmentation, intensities } = { ...result, ...change };
    const score = await judge({ augmentation, intensities });
    if (score === undefined) return undefined;
    const kept = score > best;
    result.changes.push({ name, dice: score, kept });
    if (!kept) continue;
    best = score;
    Object.assign(result, { augmentation, intensities });
  }
  return result;
}
