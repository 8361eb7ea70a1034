import { dice } from './dice';
import type { Size3 } from '../../src/data/distanceTransform';
import { hausdorff95 } from './hausdorff';
import { summarise } from './summarise';
import { surfaceDice } from './surfaceDice';
import { surfaceDistances } from './surfaceDistances';

/** Distance within which surfaces count as the same in the surface Dice, mm or pixels. */
export const TOLERANCE = 2;

/** How well one case was segmented: the mean over the labels. */
export interface CaseScore {
  name: string;
  /** 0..1. */
  dice: number;
  /** mm or pixels; null if a label occurs in only one of reference and prediction. */
  hd95: number | null;
  /** Share of the surfaces within {@link TOLERANCE} of each other, 0..1. */
  surfaceDice: number;
}

/**
 * Scores a prediction against the reference; both hold all slices of the case, one after another.
 *
 * @param labels the labels to score, at least one
 * @param spacing of columns, rows, slices, in the unit of the result
 */
export function measureCase(
  name: string,
  reference: Uint8Array,
  prediction: Uint8Array,
  labels: readonly number[],
  size: Size3,
  spacing: Size3,
): CaseScore {
  const distances = labels.map((label) => surfaceDistances(reference, prediction, label, size, spacing));
  const mean = (values: readonly number[]) => summarise(values).mean ?? 1;
  const far = distances.map(hausdorff95).filter((distance) => distance !== null);
  return {
    name,
    dice: mean(labels.map((label) => dice(reference, prediction, label))),
    hd95: far.length === labels.length ? summarise(far).mean : null,
    surfaceDice: mean(distances.map((one) => surfaceDice(one, TOLERANCE))),
  };
}
