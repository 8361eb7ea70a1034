import { ACROSS_SERIES, WITHIN_SERIES } from '../data/augmentation';
import type { Image } from '../data/Image';
import { sharedFrameOf } from '../data/wholeImage';
import type { Variation } from './presets';
import type { TrainingInput } from './TrainingInput';

/**
 * How images are prepared unless the plan says otherwise. One series can be learnt by heart, as its other
 * images resemble the drawn ones; so do series in the same frame of reference, which show the same patient in
 * the same position. Other images need strong changes, and a linear mapping, which keeps the contrast between
 * all tissues (docs/experiments/across-series.md).
 *
 * @param images the examples, and images without masks of the series to predict
 */
export function suitableVariation(images: readonly Pick<Image, 'seriesId' | 'geometry'>[]): Variation {
  return isOneScene(images)
    ? { augmentation: WITHIN_SERIES, intensities: 'robust' }
    : { augmentation: ACROSS_SERIES, intensities: 'linear' };
}

/** Whether all images are of one series, or of series in one frame of reference. */
export function isOneScene(images: readonly Pick<Image, 'seriesId' | 'geometry'>[]): boolean {
  return new Set(images.map((image) => sharedFrameOf(image) ?? image.seriesId)).size === 1;
}

/** All images that a training knows: those with and those without masks. */
export function knownImages({
  examples,
  unlabelled = [],
}: Pick<TrainingInput, 'examples' | 'unlabelled'>): readonly Image[] {
  return [...examples.map(({ image }) => image), ...unlabelled];
}
