/** A slice of a volume with its mask after the clean-up, for the rating. */
export interface JudgedSlice {
  rows: number;
  columns: number;
  /** Drawn or predicted labelmap. */
  labelmap: Uint8Array;
  truth: Uint8Array;
  drawn: boolean;
  /** Null for a drawn slice. */
  confidence: number | null;
}
