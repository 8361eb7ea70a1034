import type { ImageKey } from '../../../src/data/ImageKey';
import type { PackedMask } from '../../../src/review/PackedMask';
import type { ReviewedMask } from '../../../src/review/ReviewAction';
import type { SegmentInfo } from '../state/SessionState';

/** The reader's change to the mask of one image. */
export interface ReaderChange {
  /** The changed mask, with the review's values. */
  mask: PackedMask;
  /** What it was before the change if the reader had accepted it, or corrected a part of it. */
  kept?: ReviewedMask;
}

/** The result segmentation of one series. */
export interface ResultSeries {
  segmentationId: string;
  /** The id of the labelmap image on each image of the series. */
  images: ReadonlyMap<ImageKey, string>;
  /**
   * A segment's index is its value both in the review's masks and in the segmentation. The reader may add
   * others to the segmentation, see `segmentValues`.
   */
  segments: SegmentInfo[];
  /** The requested segments; the reader's corrections may add others. */
  asked: SegmentInfo[];
  /** The mask last written to each image, before any change by the reader. */
  rendered: Map<ImageKey, PackedMask>;
  /** The images whose mask the reader changed. */
  strokes: Map<ImageKey, ReaderChange>;
}
