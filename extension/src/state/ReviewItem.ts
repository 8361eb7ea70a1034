import type { ImageKey } from '../../../src/data/ImageKey';
import type { AttentionReason } from '../../../src/review/attention';
import type { ImageMark } from './ImageMark';

/** An image with a mask, for the review list and the viewport; immutable. */
export interface ReviewItem {
  key: ImageKey;
  /** Id of its series, see `SeriesInfo`. */
  series: string;
  seriesNumber: string;
  imageNumber: string;
  /** Position in the series, from 0. */
  position: number;
  mark: ImageMark;
  /** Whether a model predicted the mask, changed by the reader or not. */
  predicted: boolean;
  /** How much a predicted mask needs a look, 0..1, see `attention`; 0 for the reader's own masks. */
  need: number;
  reason: AttentionReason | undefined;
  /** Number of pixels of the mask, all segments together. */
  pixels: number;
  /** The segments that the results show on the image, each with its number of pixels. */
  segments: readonly { index: number; pixels: number }[];
}
