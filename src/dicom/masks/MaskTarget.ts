import type { ImageKey } from '../../data/ImageKey';
import type { ThickPlane } from '../contoursOfImages';

/** The images of one size and direction on which a mask is read. */
export interface MaskTarget {
  rows: number;
  columns: number;
  /** Where each image lies; undefined unless that is known of all. */
  planes?: readonly ThickPlane[];
  /** Which image each is, so that references to it are found; none for images that are no DICOM. */
  keys: readonly ImageKey[];
}
