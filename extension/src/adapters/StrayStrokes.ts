import type { ImageKey } from '../../../src/data/ImageKey';
import type { PackedMask } from '../../../src/review/PackedMask';
import type { ReviewStore } from '../../../src/review/ReviewStore';
import type { LayerFilter } from './collectMasks';
import type { PredictedMasks } from './PredictedMasks';
import { showsPrediction } from './showsPrediction';

/**
 * Strokes in a labelmap of the reader, or in an opened SEG, on images that have results. A stroke alone would
 * be a wrong example; the reader means to correct the mask that the viewer shows there. It becomes a
 * correction of the results, and the labelmap stays as it is, so that the viewer can undo the stroke.
 */
export class StrayStrokes implements LayerFilter {
  /** The mask before the first such stroke, by segmentation and image. */
  private readonly baselines = new Map<string, Map<ImageKey, PackedMask>>();

  constructor(
    private readonly review: ReviewStore,
    private readonly predicted: PredictedMasks,
  ) {}

  readonly take: LayerFilter['take'] = ({ segmentation: { segmentationId } }, key, change, segments) => {
    const baselines = this.baselines.get(segmentationId) ?? new Map<ImageKey, PackedMask>();
    this.baselines.set(segmentationId, baselines);
    if (!showsPrediction(this.review.state, this.predicted.find(key)?.series, key)) {
      baselines.delete(key);
      return false;
    }
    if (change) {
      const baseline = baselines.get(key) ?? change.before;
      baselines.set(key, baseline);
      this.review.dispatch({ type: 'segmentsAdded', segments });
      this.predicted.applyChange({ key, ...change, baseline });
    }
    return baselines.has(key);
  };
}
