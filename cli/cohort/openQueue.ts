import { FileQueue } from './FileQueue';
import { InputError } from '../InputError';
import type { Cohort, JobQueue } from './JobQueue';

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
 * Opens the queue of a cohort, and closes it after use.
 *
 * @param mustExist whether there must be jobs already
 * @throws InputError when it cannot be opened
 */
export async function withQueue<T>(
  options: QueueOptions,
  mustExist: boolean,
  use: (queue: JobQueue) => Promise<T>,
): Promise<T> {
  const queue = await openQueue(options, mustExist);
  try {
    return await use(queue);
  } finally {
    await queue.close();
  }
}

/** @throws InputError when the queue has no cohort */
export async function requireCohort(queue: JobQueue): Promise<Cohort> {
  return (await queue.cohort()) ?? missing();
}

/** @throws InputError when the queue has no cohort */
export async function requireModel(queue: JobQueue): Promise<Uint8Array> {
  return (await queue.model()) ?? missing();
}

function missing(): never {
  throw new InputError('There is no cohort yet. Start one with "few-shot cohort run".');
}

async function openQueue({ state, redis, name }: QueueOptions, mustExist: boolean): Promise<JobQueue> {
  if (redis === undefined) return FileQueue.open(state, mustExist);
  // Loaded where it is used: it takes as long to load as everything else.
  const { RedisQueue } = await import('./RedisQueue');
  return RedisQueue.open(redis, name, mustExist);
}
