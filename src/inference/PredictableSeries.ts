import type { Image } from '../data/Image';
import type { Prediction } from './Segmenter';

/** One image's mask after the clean-up of its series. */
export interface CleanedMask {
  /** The image's id. */
  id: string;
  /** Labelmap value of each pixel; length = rows x columns. */
  labelmap: Uint8Array;
}

/** A series open for prediction: a `SeriesPredictor`, or its counterpart in the engine's Worker. */
export interface PredictableSeries {
  /** Predicts masks, before the clean-up. */
  predict(images: readonly Image[]): Promise<Prediction[]>;
  /** Cleans up all predicted masks of the series in 3-D and returns them, without the drawn ones. */
  finish(): Promise<CleanedMask[]>;
}
