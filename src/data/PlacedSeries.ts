/** A series and its patient space. */
export interface PlacedSeries {
  /** Series Instance UID, or a folder name. */
  seriesId: string;
  /** Series with the same value show one patient in one position; unknown if left out or empty. */
  frameOfReferenceUID?: string;
}
