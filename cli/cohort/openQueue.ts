import { FileQueue } from './FileQueue';
import type { JobQueue } from './JobQueue';

/** Which queue holds the jobs of a cohort. */
export interface QueueOptions {
  /** File of this machine; not used with Redis. */
  state: string;
  /** URL of Redis, for workers on many machines. */
  redis?: string;
  /** Name of the cohort in Redis. */
  name: string;
}

/**
 * Opens the queue of a cohort.
 *
 * @param mustExist whether there must be jobs already
 * @throws InputError when it cannot be opened
 */
export async function openQueue({ state, redis, name }: QueueOptions, mustExist: boolean): Promise<JobQueue> {
  if (redis === undefined) return FileQueue.open(state, mustExist);
  // Loaded where it is used: it takes as long to load as everything else.
  const { RedisQueue } = await import('./RedisQueue');
  return RedisQueue.open(redis, name, mustExist);
}
