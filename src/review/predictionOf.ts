import type { Prediction, ReviewRecord } from './ReviewRecord';

/** The newest prediction of an image, either its mask or the proposal beside it. */
export function predictionOf(record: ReviewRecord | undefined): Prediction | null {
  if (!record) return null;
  const { proposal, origin, status, mask, confidence, modelId, round } = record;
  if (proposal || origin !== 'predicted' || status === 'corrected') return proposal;
  return { mask, confidence, modelId, round };
}
