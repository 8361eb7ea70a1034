import type { RunResult } from './Run';
import type { Task } from './tasks';

/** The results of the original tasks, without runs with more labelled images or other test images. */
export function mainResults(results: readonly RunResult[], tasks: readonly Task[]): RunResult[] {
  return results.filter((result) =>
    tasks.some(({ name, labelled }) => name === result.task && labelled === result.labelled),
  );
}
