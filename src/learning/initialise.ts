import type { Example } from '../data/Image';
import type { TrainingPlan } from './presets';

/**
 * The shipped pretrained network: a U-Net trained to distinguish shapes in synthetic scenes, see `pretrain`.
 */
export const INITIAL = { width: 12, levels: 4 };

/**
 * Minimum number of drawn images. With fewer, random initial weights work better: features pretrained on
 * synthetic scenes then fit what the examples have in common by chance.
 */
export const MIN_EXAMPLES = 30;
/**
 * Minimum number of drawn series. The effect for a single series was not measured, and for a single patient
 * it was harmful.
 */
export const MIN_SERIES = 4;

/**
 * Whether a training starts from the shipped network: the plan allows it, the network fits, and enough images
 * are drawn.
 */
export function beginsInitialised(plan: TrainingPlan, examples: readonly Example[]): boolean {
  const { initialises = false, segmenter = 'unet', width, size } = plan;
  const fits = segmenter === 'unet' && width === INITIAL.width && size % 2 ** INITIAL.levels === 0;
  if (!initialises || !fits) return false;
  const drawn = examples.filter(({ labelmap }) => labelmap.some((label) => label > 0));
  const series = new Set(drawn.map(({ image }) => image.seriesId));
  return drawn.length >= MIN_EXAMPLES && series.size >= MIN_SERIES;
}
