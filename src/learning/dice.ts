/** Predicted and true labels of one image, of the same length. */
export interface LabelPair {
  /** Images of one case (a series or a patient) are evaluated together, as one volume. */
  caseId: string;
  predicted: Uint8Array;
  truth: Uint8Array;
}

/**
 * Dice overlap for one segment, 2 |A and B| / (|A| + |B|), over all pairs together; undefined if it occurs in
 * none of them.
 *
 * @throws Error when two labelmaps differ in length
 */
function overlap(pairs: readonly Omit<LabelPair, 'caseId'>[], segment: number): number | undefined {
  let both = 0;
  let total = 0;
  for (const { predicted, truth } of pairs) {
    if (predicted.length !== truth.length) {
      throw new Error(`Dice: labelmaps of ${predicted.length} and ${truth.length} pixels.`);
    }
    for (let i = 0; i < truth.length; i++) {
      const inPrediction = predicted[i] === segment;
      const inTruth = truth[i] === segment;
      if (inPrediction && inTruth) both++;
      if (inPrediction) total++;
      if (inTruth) total++;
    }
  }
  return total === 0 ? undefined : (2 * both) / total;
}

/**
 * Mean Dice overlap (0..1) of two labelmaps over the given segments. A segment that is in neither labelmap
 * counts as 1.
 *
 * @throws Error when the labelmaps differ in length
 */
export function meanDice(a: Uint8Array, b: Uint8Array, segments: readonly number[]): number {
  const scores = segments.map((segment) => overlap([{ predicted: a, truth: b }], segment) ?? 1);
  return scores.reduce((sum, score) => sum + score, 0) / segments.length;
}

/**
 * Mean Dice over cases and segments, with the images of a case taken as one volume. A segment that is neither
 * present nor predicted in a case is left out: counting it as 1 would reward a model that never predicts
 * anything.
 *
 * @returns 0..1; 1 when no segment is present or predicted in any case
 */
export function meanCaseDice(pairs: readonly LabelPair[], segments: readonly number[]): number {
  const cases = [...new Set(pairs.map(({ caseId }) => caseId))];
  const scores = cases.flatMap((id) => {
    const images = pairs.filter(({ caseId }) => caseId === id);
    return segments.flatMap((segment) => overlap(images, segment) ?? []);
  });
  return scores.length === 0 ? 1 : scores.reduce((sum, score) => sum + score, 0) / scores.length;
}
