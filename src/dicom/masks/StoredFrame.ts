import type { ImageKey } from '../../data/ImageKey';
import type { ThickPlane } from '../contoursOfImages';

/** A frame of a segmentation. Its pixels are decoded as they are asked for: a file may hold thousands. */
export interface StoredFrame {
  /** The segment that it belongs to; 0 for a frame of a label map, which holds several. */
  segment: number;
  /** Segment number of a pixel, 0 for background. */
  labelAt(pixel: number): number;
  /** Undefined when the file does not say where it lies. */
  plane?: ThickPlane;
  /** The images that it was derived from. */
  references: readonly ImageKey[];
}

/** The frames of a segmentation and their size. */
export interface StoredFrames<Frame extends StoredFrame = StoredFrame> {
  size: { rows: number; columns: number };
  frames: readonly Frame[];
}
