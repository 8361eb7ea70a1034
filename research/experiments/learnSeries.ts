import type { Example } from '../../src/data/Image';
import { sampleSeries } from '../../src/data/sampleSeries';
import { Segmenter } from '../../src/inference/Segmenter';
import { SeriesPredictor } from '../../src/inference/SeriesPredictor';
import type { TrainingPlan } from '../../src/learning/presets';
import type { TrainingStart } from '../../src/learning/TrainingStart';
import { train } from '../../src/learning/train';

/** How to learn from the drawn slices of one series. */
export interface SeriesLearning {
  plan: TrainingPlan;
  seed: number;
  /** Whether predictions use outlines propagated from the drawn slices. */
  interpolates: boolean;
  /** A model to go on from. */
  start?: TrainingStart;
}

/** A segmenter trained on one series, whose caller disposes it. */
export interface LearntSeries {
  segmenter: Segmenter;
  /** The series, ready to predict its other slices. */
  series: SeriesPredictor;
  /** Duration of the training. */
  seconds: number;
}

/**
 * Trains on the drawn slices of a series, whose masks have one segment with the value 1.
 *
 * @param drawn indices of the drawn slices
 */
export async function learnSeries(
  slices: readonly Example[],
  drawn: ReadonlySet<number>,
  { plan, seed, interpolates, start }: SeriesLearning,
): Promise<LearntSeries> {
  const examples = slices.filter((_, z) => drawn.has(z));
  const others = slices.filter((_, z) => !drawn.has(z));
  const { description, weights, seconds } = await train(
    {
      examples,
      between: others.map(({ image }) => image),
      intensities: new Map([[slices[0].image.seriesId, sampleOf(slices)]]),
      segments: [{ index: 1, name: 'Structure' }],
      plan,
      seed,
      start,
    },
    { onProgress: () => undefined, onImproved: () => undefined, pause: async () => false },
  );
  const segmenter = new Segmenter(description, weights);
  return { ...(await openSeries(slices, drawn, segmenter, interpolates)), seconds: seconds.total };
}

/**
 * Opens a series for the prediction of its slices that are not drawn.
 *
 * @param interpolates whether predictions use outlines propagated from the drawn slices
 */
export async function openSeries(
  slices: readonly Example[],
  drawn: ReadonlySet<number>,
  segmenter: Segmenter,
  interpolates: boolean,
): Promise<Pick<LearntSeries, 'segmenter' | 'series'>> {
  const images = slices.map(({ image }) => image);
  const series = new SeriesPredictor(segmenter, {
    // The same values that normalised the training.
    sample: { ...(await sampleSeries(images, (z) => images[z])), values: sampleOf(slices) },
    drawn: slices.filter((_, z) => drawn.has(z)).map(({ image, labelmap }) => ({ ...image, labelmap })),
    between: interpolates ? images.filter((_, z) => !drawn.has(z)) : [],
  });
  return { segmenter, series };
}

/** Values of the whole series, for normalisation. */
export function sampleOf(slices: readonly Example[]): Float32Array {
  return Float32Array.from(slices.flatMap(({ image }) => [...image.pixels.filter((_, i) => i % 16 === 0)]));
}
