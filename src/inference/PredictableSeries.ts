import type { Image } from '../data/Image';
import type { Prediction } from './Segmenter';

/** A mask after the clean-up of its series. */
export interface CleanedMask {
  imageId: string;
  /** Labelmap value of each pixel; length = rows x columns. */
  labelmap: Uint8Array;
}

/** A series that can be predicted: a `SeriesPredictor`, or one in the engine's Worker. */
export interface PredictableSeries {
  /** Masks before the clean-up. */
  predict(images: readonly Image[]): Promise<Prediction[]>;
  /** All predicted masks of the series after the clean-up in 3-D; drawn ones are not among them. */
  finish(): Promise<CleanedMask[]>;
}
