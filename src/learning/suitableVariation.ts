import { ACROSS_SERIES, PHOTOGRAPHS, WITHIN_SERIES } from '../data/augmentation';
import { sharedFrameOf } from '../data/wholeImage';
import type { Variation } from './presets';
import type { TrainingInput } from './TrainingInput';

/** Steps of 8 from which photographs are varied most. */
const LONG = 1500;

/**
 * How images are prepared unless the plan says otherwise. One series can be learnt by heart, as its other
 * images resemble the drawn ones; so do series in the same frame of reference, which show the same patient in
 * the same position. Other images need strong changes, and a linear mapping, which keeps the contrast between
 * all tissues (docs/experiments/across-series.md). Colour means photographs, which are varied most in long
 * trainings (docs/experiments/photographs.md).
 *
 * @param input the examples, and the series to predict
 * @param steps number of training steps: only long trainings can learn what is varied most
 */
export function suitableVariation(input: Images, steps: number): Variation {
  if (isOneScene(input)) return { augmentation: WITHIN_SERIES, intensities: 'robust' };
  const inColour = input.examples.some(({ image }) => image.channels === 3);
  const strongest = inColour && steps >= LONG;
  return { augmentation: strongest ? PHOTOGRAPHS : ACROSS_SERIES, intensities: 'linear' };
}

/**
 * Whether all images that are drawn or to be predicted are of one series, or of series in one frame of
 * reference.
 */
export function isOneScene({ examples, toPredict = [] }: Images): boolean {
  const scenes = [
    ...examples.map(({ image }) => sharedFrameOf(image) ?? image.seriesId),
    ...toPredict.map(({ seriesId, frameOfReferenceUID }) => frameOfReferenceUID || seriesId),
  ];
  return new Set(scenes).size === 1;
}

type Images = Pick<TrainingInput, 'examples' | 'toPredict'>;
