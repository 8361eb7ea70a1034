/** Labels at the voxels of an image. */
export interface PlacedLabels {
  /** Segment numbers, 0 for background. Where segments overlap, the highest number wins. */
  values: Float32Array;
  /** Whether the voxels of mask and image lie apart, so that each got the nearest label. */
  resampled: boolean;
  /** Whether segments overlap. */
  overlaps: boolean;
}

/** The labels of a DICOM object that segments images. */
export interface ObjectMask extends PlacedLabels {
  /** Names of the segments or regions, by number. */
  names: Map<number, string>;
}
