import type { TrainingPlan } from './presets';
import { isOneScene } from './suitableVariation';
import type { TrainingInput } from './TrainingInput';

/**
 * The plan for these images: with `generatesWithinScene`, no generator is trained for images of several
 * scenes. There it has not paid for its time, nor for the examples that level 3 holds out (docs/accuracy.md),
 * so all examples train from the first step instead.
 */
export function suitPlan({
  plan,
  examples,
  unlabelled = [],
}: Pick<TrainingInput, 'plan' | 'examples' | 'unlabelled'>): TrainingPlan {
  const images = [...examples.map(({ image }) => image), ...unlabelled];
  if (!plan.generatesWithinScene || isOneScene(images)) return plan;
  return { ...plan, generatorSteps: 0, outerEvery: undefined, includeValidationAt: 0 };
}
