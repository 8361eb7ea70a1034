import { meanDice } from '../../src/learning/dice';
import { rateAttention } from '../../src/review/attention';
import { maskDice } from '../../src/review/maskDice';
import { maskShape } from '../../src/review/maskShape';
import { packMask } from '../../src/review/packMask';
import type { JudgedSlice } from './JudgedSlice';

/** A predicted slice with the rating and with what the rating should tell. */
export interface RatedSlice {
  need: number;
  confidence: number;
  /** Dice with the reference; 1 if both are empty. */
  dice: number;
  /** Whether neither the prediction nor the reference shows the structure. */
  empty: boolean;
}

/** Rates the predicted slices of a volume as the viewer does. */
export function rateVolume(slices: readonly JudgedSlice[]): RatedSlice[] {
  const packed = slices.map(({ labelmap, rows, columns }) => packMask(labelmap, rows, columns));
  const ratings = rateAttention(
    slices.map(({ confidence, drawn }, z) => ({
      shape: maskShape(packed[z]),
      confidence,
      known: drawn,
      likeNext: z + 1 < slices.length ? maskDice(packed[z], packed[z + 1]) : null,
      unchanged: null,
    })),
  );
  return slices.flatMap(({ drawn, confidence, labelmap, truth }, z) =>
    drawn
      ? []
      : [
          {
            need: ratings[z].need,
            confidence: confidence ?? 0,
            dice: meanDice(labelmap, truth, [1]),
            empty: !labelmap.includes(1) && !truth.includes(1),
          },
        ],
  );
}
