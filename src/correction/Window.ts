/** A rectangle of an image, in pixels. */
export interface Window {
  top: number;
  left: number;
  rows: number;
  columns: number;
}
