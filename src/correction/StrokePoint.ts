/** A position on an image's pixel grid; integers are pixel centres. */
export interface StrokePoint {
  row: number;
  column: number;
}
