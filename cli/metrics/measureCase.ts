import { dice } from './dice';
import type { Size3 } from '../../src/data/distanceTransform';
import { hausdorff95 } from './hausdorff';
import { summarise } from './summarise';

/** How well one case was segmented: the mean over the labels. */
export interface CaseScore {
  name: string;
  /** 0..1. */
  dice: number;
  /** mm or pixels; null if a label occurs in only one of reference and prediction. */
  hd95: number | null;
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
  const distances: number[] = [];
  for (const label of labels) {
    const distance = hausdorff95(reference, prediction, label, size, spacing);
    if (distance !== null) distances.push(distance);
  }
  return {
    name,
    dice: summarise(labels.map((label) => dice(reference, prediction, label))).mean ?? 1,
    hd95: distances.length === labels.length ? summarise(distances).mean : null,
  };
}
