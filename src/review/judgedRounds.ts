import { maskDice } from './maskDice';
import { predictionOf } from './predictionOf';
import type { ReviewState } from './ReviewState';

/** How good the masks of a prediction run were, by those that the reader has judged since. */
export interface JudgedRound {
  round: number;
  /** Number of its masks that were accepted or corrected. */
  images: number;
  /** Mean Dice of these masks as they were proposed with what they have become, 0..1. */
  dice: number;
}

/**
 * Rates each prediction run by what the reader made of its masks: an accepted one was right, a corrected one
 * as far as it agrees with the correction. No model has learnt these masks before it proposed them, so the
 * figures do not flatter it; as readers look at doubtful images first, they are rather low.
 *
 * @returns the runs of which masks were judged, from the first to the last
 */
export function judgedRounds({ records }: ReviewState): JudgedRound[] {
  const rounds = new Map<number, number[]>();
  for (const record of Object.values(records)) {
    const proposed = predictionOf(record);
    // Proposals on drawn images that are left out of the training were not what the reader judged.
    const { origin, status } = record;
    const judged = origin === 'predicted' && (status === 'accepted' || status === 'corrected');
    if (!judged || !proposed || proposed.round === null) continue;
    const dice = maskDice(proposed.mask, record.mask);
    rounds.set(proposed.round, [...(rounds.get(proposed.round) ?? []), dice]);
  }
  return [...rounds]
    .sort(([a], [b]) => a - b)
    .map(([round, dice]) => ({
      round,
      images: dice.length,
      dice: dice.reduce((sum, value) => sum + value, 0) / dice.length,
    }));
}
