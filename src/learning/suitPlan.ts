import type { TrainingPlan } from './presets';
import { isOneScene } from './suitableVariation';
import type { TrainingInput } from './TrainingInput';

/**
 * The plan for these images: with `generatesWithinScene`, no generator is trained for images of several
 * scenes. There it has not paid for its time, nor for the examples that level 3 holds out (docs/accuracy.md),
 * so all examples train from the first step instead.
 */
export function suitPlan(input: Pick<TrainingInput, 'plan' | 'examples' | 'toPredict'>): TrainingPlan {
  const { plan } = input;
  if (!plan.generatesWithinScene || isOneScene(input)) return plan;
  return { ...plan, generatorSteps: 0, outerEvery: undefined, includeValidationAt: 0 };
}
