import type { Segment } from '../../data/Segment';

/** A segment of a mask object, with its number there. */
export interface MaskSegment extends Omit<Segment, 'index'> {
  number: number;
  /** Red, green and blue, 0..255 each; undefined when the object states none. */
  colour?: readonly [number, number, number];
}

/** The labels of one image. */
export interface ImageLabels {
  /** Place of the image among those of the target. */
  image: number;
  /**
   * Segment number of each pixel, 0 for background, row by row. Where segments overlap, the highest number
   * wins.
   */
  labels: Uint32Array;
}

/** What a reader has met so far. */
export interface MaskRemarks {
  /** Whether the pixels of mask and image lie apart, so that each got the nearest label. */
  resampled: boolean;
  /** Whether segments overlap. */
  overlaps: boolean;
}

/** A mask object that is read on images. */
export interface ReadMask {
  /** All segments that it lists. */
  segments: readonly MaskSegment[];
  /**
   * The images with labels, one after the other, computed as they are asked for. Throws a `MaskError` at the
   * end when the object labels none of the images.
   */
  images: Iterable<ImageLabels>;
  /** Complete when all images have been read. */
  remarks: MaskRemarks;
}
