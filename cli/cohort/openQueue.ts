import { FileQueue } from './FileQueue';
import type { JobQueue } from './JobQueue';

/** Which queue holds the jobs of a cohort. */
export interface QueueOptions {
  /** File of this machine. */
  state: string;
}

/**
 * Opens the queue of a cohort.
 *
 * @param mustExist whether there must be jobs already
 * @throws InputError when it cannot be opened
 */
export async function openQueue({ state }: QueueOptions, mustExist: boolean): Promise<JobQueue> {
  return FileQueue.open(state, mustExist);
}
