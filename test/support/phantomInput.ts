import type { TrainingPlan } from '../../src/learning/presets';
import type { TrainingInput } from '../../src/learning/TrainingInput';
import { phantomExample } from './phantom';

/** A training on four slices of the phantom. */
export function phantomInput(plan: TrainingPlan, overrides: Partial<TrainingInput> = {}): TrainingInput {
  const examples = [-8, -3, 3, 8].map((z) => phantomExample(z));
  const intensities = new Map([['phantom', examples[0].image.pixels]]);
  return { examples, intensities, segments: [{ index: 1, name: 'Ball' }], plan, seed: 1, ...overrides };
}
