import type { ImageKey } from '../../../src/data/ImageKey';
import { mapSegments } from '../../../src/data/mapSegments';
import { packMask } from '../../../src/review/packMask';
import { relabelMask } from '../../../src/review/relabelMask';
import type { MaskedImage } from '../../../src/review/ReviewAction';
import type { CleanedMask, TrainedModel } from '../../../src/worker/protocol';
import { Pacer } from '../adapters/Pacer';
import type { SeriesInfo } from '../state/SessionState';
import type { Session } from './Session';

/**
 * Makes a function that adds predicted masks of a series to the review and returns the keys of their images.
 * It maps the model's labelmap values to those of the study, because the model may list its segments in
 * another order. It adds nothing once the run is aborted.
 */
export function predictionRecorder(
  { index, review, store }: Session,
  { seriesId }: SeriesInfo,
  { summary }: TrainedModel,
  signal: AbortSignal,
) {
  const { round } = store.getState().prediction;
  const values = mapSegments(summary.segments, review.state.segments);
  const confidences = new Map<ImageKey, number>();
  return async (predictions: readonly (CleanedMask & { confidence?: number })[]): Promise<Set<ImageKey>> => {
    const pacer = new Pacer();
    const masks: (MaskedImage & { confidence: number | null })[] = [];
    for (const { id: key, labelmap, confidence } of predictions) {
      await pacer.pause();
      const size = index.sizeOf(key);
      if (confidence !== undefined) confidences.set(key, confidence);
      if (!size) continue;
      const mask = relabelMask(packMask(labelmap, size.rows, size.columns), (value) => values[value]);
      masks.push({ key, seriesId, mask, confidence: confidences.get(key) ?? null });
    }
    // A run that was undone in the meantime adds nothing.
    if (signal.aborted) return new Set();
    review.dispatch({ type: 'predicted', modelId: summary.id, round, masks });
    return new Set(masks.map(({ key }) => key));
  };
}
