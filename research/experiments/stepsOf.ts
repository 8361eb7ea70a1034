import type { Task } from './tasks';

/** Segmenter steps of a method without a generator, unless the task has its own. */
const STEPS = 750;
/**
 * Steps of methods with a generator, as a share: their steps take longer, so with fewer of them the whole
 * training takes about the same time.
 */
const SHARES: Record<string, number | undefined> = { separate: 0.8, 'end-to-end': 0.7 };

/** Segmenter steps of a run. Methods are compared at about equal time unless the task says otherwise. */
export function stepsOf(
  { steps = STEPS, sameSteps }: Pick<Task, 'steps' | 'sameSteps'>,
  { method, without }: { method: string; without: string },
): number {
  if (sameSteps) return steps;
  // `full` trains a generator across series only without this ingredient.
  const share = without.split(',').includes('within-scene') ? SHARES['end-to-end'] : SHARES[method];
  return Math.round(steps * (share ?? 1));
}
