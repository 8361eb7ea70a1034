import type { SegImage } from './SegContent';

/** One frame of a segmentation: one segment on one image, or in a label map all of them. */
export interface SegFrame {
  /** From 1, in the order of the segments; 0 for all of them. */
  segmentNumber: number;
  /** Value of the segment in the labelmap; 0 for all of them. */
  index: number;
  image: SegImage;
}
