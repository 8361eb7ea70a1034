import type { ImageKey } from '../data/ImageKey';
import type { Segment } from '../data/Segment';
import type { PackedMask } from './PackedMask';
import type { ReviewRecord } from './ReviewRecord';
import type { ReviewStatus } from './statuses';

/** An image with a mask on it. */
export interface MaskedImage {
  key: ImageKey;
  /** Series Instance UID. */
  seriesId: string;
  mask: PackedMask;
}

/** Everything that can happen to the masks of a study. */
export type ReviewAction =
  /** Segments that occur for the first time; see `addSegments` for their values. */
  | { type: 'segmentsAdded'; segments: readonly Omit<Segment, 'index'>[] }
  /** The reader drew on an image, changed the drawing, or opened a SEG with reviewed masks. */
  | ({
      type: 'drawn';
      origin: Exclude<ReviewRecord['origin'], 'negative'>;
      status: 'accepted' | 'corrected';
    } & MaskedImage)
  /** The mask of an image is gone, or the SEG that held it; a prediction beside it takes its place. */
  | { type: 'erased'; key: ImageKey }
  /** The reader says that the structure is absent; `mask` is empty. */
  | ({ type: 'markedNegative' } & MaskedImage)
  | { type: 'unmarkedNegative'; key: ImageKey }
  /** A model predicted masks; images with a locked mask keep it, and the prediction beside it. */
  | {
      type: 'predicted';
      modelId: string | null;
      round: number;
      masks: readonly (MaskedImage & { confidence: number | null })[];
    }
  /** The reader changed a predicted mask. */
  | ({ type: 'corrected' } & MaskedImage)
  /** The reader undid all changes of a predicted mask. */
  | { type: 'correctionReverted'; key: ImageKey }
  /** A SEG with masks that nobody reviewed was opened. */
  | ({ type: 'proposalOpened' } & MaskedImage)
  /** The reader accepts, rejects or reopens predicted masks; see `STATUSES` for what can follow what. */
  | { type: 'statusSet'; keys: readonly ImageKey[]; status: ReviewStatus }
  | { type: 'trainingSet'; keys: readonly ImageKey[]; training: ReviewRecord['training'] }
  /** Several actions that happened together; one step for `undo`. */
  | { type: 'batch'; actions: readonly Exclude<ReviewAction, { type: 'batch' | 'undo' }>[] }
  /** Takes the last step back. */
  | { type: 'undo' };
