import type { Image } from '../data/Image';
import type { Prediction } from './Segmenter';
import type { CleanedMask, PredictableSeries } from './PredictableSeries';

export interface PredictSeriesOptions {
  /** Images that are predicted together; one when left out. The masks do not depend on it. */
  batch?: number;
  /** Once aborted, no further image is read, and nothing more comes. */
  signal?: AbortSignal;
}

/** What comes of a series: masks of some images as they are predicted, and in the end all of them after the clean-up. */
export type SeriesEvent =
  { stage: 'predicted'; predictions: Prediction[] } | { stage: 'cleaned'; masks: CleanedMask[] };

/**
 * Predicts the images of one series as they come. While some are predicted, the next ones are read.
 *
 * @param images of the series, in any order, without those that are drawn
 */
export async function* predictSeries(
  series: PredictableSeries,
  images: AsyncIterable<Image> | Iterable<Image>,
  { batch = 1, signal }: PredictSeriesOptions = {},
): AsyncGenerator<SeriesEvent> {
  const reader = inBatches(images, batch, signal);
  const read = () => {
    const next = reader.next();
    // A failure to read ahead is thrown when its turn comes, not as an unhandled rejection before.
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
