/** A mask that the reader drew on a slice of the volume. */
export interface DrawnSlice {
  /** Position along the slices' normal, mm. */
  position: number;
  /** Segment index of each pixel. */
  labelmap: Uint8Array;
}
