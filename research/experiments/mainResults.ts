import type { RunResult } from './Run';
import { stepsOf } from './stepsOf';
import type { Task } from './tasks';

/**
 * The results of the original tasks, without runs with more labelled images, other test images or other
 * lengths.
 */
export function mainResults(results: readonly RunResult[], tasks: readonly Task[]): RunResult[] {
  return results.filter((result) =>
    tasks.some(
      (task) =>
        task.name === result.task &&
        task.labelled === result.labelled &&
        stepsOf(task, result) === result.steps,
    ),
  );
}
