import type { TrainingPlan } from '../../src/learning/presets';
import { InputError } from '../InputError';
import { available } from './methods';

/** A network that segments. */
interface SegmenterKind {
  summary: string;
  /** Puts the network into a plan; undefined while the engine does not have it. */
  plan?: (plan: TrainingPlan) => TrainingPlan;
}

/** Every segmenter by its name on the command line. */
export const SEGMENTERS = {
  unet: { summary: 'U-Net', plan: (plan) => plan },
  deeplab: { summary: 'DeepLab: dilated convolutions at several rates' },
  attention: { summary: 'U-Net with attention gates' },
} satisfies Record<string, SegmenterKind>;

export type SegmenterName = keyof typeof SEGMENTERS;

/**
 * The plan with the segmenter put in.
 *
 * @throws InputError that names the available segmenters when the engine does not have this one
 */
export function withSegmenter(name: SegmenterName, plan: TrainingPlan): TrainingPlan {
  const segmenter: SegmenterKind = SEGMENTERS[name];
  if (segmenter.plan) return segmenter.plan(plan);
  throw new InputError(
    `The engine does not have the segmenter "${name}" yet. Choose --segmenter ${available(SEGMENTERS)}.`,
  );
}
