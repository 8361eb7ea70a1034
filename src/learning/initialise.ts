import type { Example } from '../data/Image';
import type { TrainingPlan } from './presets';

/** The network that is shipped: a U-Net that learnt to tell shapes apart in generated scenes, see `pretrain`. */
export const INITIAL = { width: 12, levels: 4 };

/**
 * With fewer drawn images a training begins better with random weights: what was learnt from scenes then finds the
 * examples by what they have in common by chance.
 */
export const MIN_EXAMPLES = 30;
/** Of one series alone it was not measured, and from one patient it did harm. */
export const MIN_SERIES = 4;

/** Whether a training begins with the shipped network: where the plan allows it, it fits, and enough is drawn. */
export function beginsInitialised(plan: TrainingPlan, examples: readonly Example[]): boolean {
  const { initialises = false, segmenter = 'unet', width, size } = plan;
  const fits = segmenter === 'unet' && width === INITIAL.width && size % 2 ** INITIAL.levels === 0;
  if (!initialises || !fits) return false;
  const drawn = examples.filter(({ labelmap }) => labelmap.some((label) => label > 0));
  const series = new Set(drawn.map(({ image }) => image.seriesId));
  return drawn.length >= MIN_EXAMPLES && series.size >= MIN_SERIES;
}
