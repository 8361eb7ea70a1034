/**
 * Describes the images that a model was trained on, so that other images can be matched to them. Colour
 * images are measured on their luminance.
 */
export interface Acquisition {
  /** Thumbnails of example images, see `looksOf`. */
  looks: number[][];
  /**
   * The strongest noise of any image: its standard deviation as a share of the intensity range of its series.
   */
  noise: number;
  /**
   * Minimum, mean and maximum tone of the series (`toneOf`, 0..1); null with fewer than two series, which do
   * not show what is usual.
   */
  tones: { least: number; mean: number; most: number } | null;
}
