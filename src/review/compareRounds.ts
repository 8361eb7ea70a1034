import { maskDice } from './maskDice';
import type { ReviewState } from './ReviewState';

/** How a prediction run changed the masks of earlier runs. */
export interface RoundChange {
  /** Images that were predicted before and again in this run. */
  compared: number;
  /** Those of them whose mask changed visibly. */
  changed: number;
  /** Mean Dice of their two masks, 0..1; 1 if there are none. */
  dice: number;
}

/** Below this Dice a mask counts as changed; smaller differences are a few pixels of the outline. */
const VISIBLE = 0.98;

/** Compares the masks that a run predicted with those before it. */
export function compareRounds(before: ReviewState, after: ReviewState, round: number): RoundChange {
  const dice = Object.values(after.records).flatMap(({ key, origin, round: own, mask }) => {
    const earlier = Object.hasOwn(before.records, key) ? before.records[key] : undefined;
    if (origin !== 'predicted' || own !== round || earlier?.origin !== 'predicted') return [];
    return maskDice(earlier.mask, mask);
  });
  return {
    compared: dice.length,
    changed: dice.filter((value) => value < VISIBLE).length,
    dice: dice.length === 0 ? 1 : dice.reduce((sum, value) => sum + value, 0) / dice.length,
  };
}
