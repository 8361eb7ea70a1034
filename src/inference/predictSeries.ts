import type { Image } from '../data/Image';
import type { Prediction } from './Segmenter';
import type { CleanedMask, PredictableSeries } from './PredictableSeries';

/** Options of {@link predictSeries}. */
export interface PredictSeriesOptions {
  /** Number of images predicted together, 1 by default. It does not affect the masks. */
  batch?: number;
  /** After an abort no further image is read and no further event is yielded. */
  signal?: AbortSignal;
}

/**
 * Events of a series' prediction: masks of some images as soon as they are predicted, and finally all masks
 * after the clean-up.
 */
export type SeriesEvent =
  { stage: 'predicted'; predictions: Prediction[] } | { stage: 'cleaned'; masks: CleanedMask[] };

/**
 * Predicts the images of one series as they arrive. The next images are read while earlier ones are
 * predicted.
 *
 * @param images of the series, in any order, without the drawn ones
 */
export async function* predictSeries(
  series: PredictableSeries,
  images: AsyncIterable<Image> | Iterable<Image>,
  { batch = 1, signal }: PredictSeriesOptions = {},
): AsyncGenerator<SeriesEvent> {
  const reader = inBatches(images, batch, signal);
  const read = () => {
    const next = reader.next();
    // A read-ahead failure is thrown when its turn comes, not earlier as an unhandled rejection.
    next.catch(() => undefined);
    return next;
  };
  try {
    let next = read();
    for (;;) {
      const { value, done } = await next;
      if (done || signal?.aborted) break;
      next = read();
      const predictions = await series.predict(value);
      if (signal?.aborted) return;
      yield { stage: 'predicted', predictions };
    }
    if (signal?.aborted) return;
    const masks = await series.finish();
    if (!signal?.aborted) yield { stage: 'cleaned', masks };
  } finally {
    void reader.return(undefined).catch(() => undefined);
  }
}

async function* inBatches(
  images: AsyncIterable<Image> | Iterable<Image>,
  size: number,
  signal?: AbortSignal,
): AsyncGenerator<Image[], undefined> {
  let batch: Image[] = [];
  if (signal?.aborted) return undefined;
  for await (const image of images) {
    batch.push(image);
    if (batch.length === size) {
      yield batch;
      batch = [];
    }
    if (signal?.aborted) return undefined;
  }
  if (batch.length > 0) yield batch;
  return undefined;
}
