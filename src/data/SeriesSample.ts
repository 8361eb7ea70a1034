import type { Image } from './Image';

/** What is known of a whole series before its images are predicted: its normalisation is fitted to this, once. */
export interface SeriesSample {
  /** Images that the series has. */
  count: number;
  /** Modality values spread over the series, some 10^4 to 10^5 of them. */
  values: Float32Array;
  /** A few whole images, evenly spread over the series. */
  images: Image[];
}
