/**
 * What the images that a model was trained on are like, so that others can be matched to them; measured on the
 * luminance of colour images.
 */
export interface Acquisition {
  /** Thumbnails, see `looksOf`. */
  looks: number[][];
  /** The strongest noise of any image: its standard deviation as a share of its series' range. */
  noise: number;
  /** See `toneOf`; null where one series does not tell what is usual. */
  tones: { least: number; mean: number; most: number } | null;
}
