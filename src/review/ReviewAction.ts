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

/** A mask that the reader accepted, or corrected in part. */
export type ReviewedMask = Pick<ReviewRecord, 'mask' | 'status' | 'known'>;

/** All actions that can change the masks of a study. */
export type ReviewAction =
  /** Segments that occur for the first time; see `addSegments` for their values. */
  | { type: 'segmentsAdded'; segments: readonly Omit<Segment, 'index'>[] }
  /**
   * The reader gave a segment another name, with the codes that belong to it; without codes, those of the old
   * name are dropped. Has no effect if another segment has that name.
   */
  | { type: 'segmentRenamed'; segment: Segment }
  /** The reader drew on an image, changed the drawing, or opened a SEG with reviewed masks. */
  | ({
      type: 'drawn';
      origin: Exclude<ReviewRecord['origin'], 'negative'>;
      status: 'accepted' | 'corrected';
    } & MaskedImage)
  /**
   * The reader took masks of a stored object over as examples.
   *
   * @property takeOver names the step, for who holds the labelmaps with these masks
   */
  | { type: 'takenOver'; takeOver: string; masks: readonly MaskedImage[] }
  /** The mask of an image, or the SEG that held it, was removed; a prediction beside it takes its place. */
  | { type: 'erased'; key: ImageKey }
  /** The reader marked the structure as absent; `mask` is empty. */
  | ({ type: 'markedNegative' } & MaskedImage)
  | { type: 'unmarkedNegative'; key: ImageKey }
  /** A model predicted masks; a judged image keeps its own mask and gets the new one beside it. */
  | {
      type: 'predicted';
      modelId: string | null;
      round: number;
      masks: readonly (MaskedImage & { confidence: number | null })[];
    }
  /**
   * Masks of other images were carried over to these as proposals; an image that the reader has judged keeps
   * its own, and the carried one is dropped. `round` is that of the series' other proposals, at least 1.
   */
  | { type: 'carriedOver'; round: number; masks: readonly MaskedImage[] }
  /** The reader changed a predicted mask. */
  | ({ type: 'corrected' } & MaskedImage)
  /** The reader corrected a part of a proposed mask: it is right on the pixels that `known` marks by 1. */
  | ({ type: 'partlyCorrected'; known: PackedMask } & MaskedImage)
  /** The reader undid all changes of a predicted mask; `kept` is what it was if it was reviewed before. */
  | { type: 'correctionReverted'; key: ImageKey; kept?: ReviewedMask }
  /** A SEG with masks that nobody reviewed was opened. */
  | ({ type: 'proposalOpened' } & MaskedImage)
  /**
   * The reader accepted, rejected or reopened predicted masks; `STATUSES` lists the allowed transitions. What
   * was rejected comes back as the newest prediction of its image.
   */
  | { type: 'statusSet'; keys: readonly ImageKey[]; status: ReviewStatus }
  | { type: 'trainingSet'; keys: readonly ImageKey[]; training: ReviewRecord['training'] }
  /** A step is undone: the images' records of before it, undefined where there was none. */
  | { type: 'recordsReplaced'; records: ReadonlyMap<ImageKey, ReviewRecord | undefined> }
  /**
   * Records of an earlier visit, whose masks have the values of `segments`. An image that has a record by now
   * keeps it, unless only the earlier one was reviewed.
   */
  | { type: 'restored'; segments: readonly Segment[]; records: readonly ReviewRecord[] }
  /** Removes all masks and segments. */
  | { type: 'forgotten' }
  /** Several actions that happened together. */
  | { type: 'batch'; actions: readonly Exclude<ReviewAction, { type: 'batch' }>[] };
