import type { Image } from './Image';

/**
 * A sample of a whole series, taken before its images are predicted. The normalisation is fitted to it once.
 */
export interface SeriesSample {
  /** Number of images in the series. */
  count: number;
  /** About 10^4 to 10^5 modality values, spread over the series. */
  values: Float32Array;
  /** A few complete images, evenly spread over the series. */
  images: Image[];
}
