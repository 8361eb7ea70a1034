import { requireCohort, withQueue, type QueueOptions } from '../cohort/openQueue';
import { InputError } from '../InputError';
import type { OptionalArchiveOptions, WorkOptions } from './cohortOptions';
import { accessOf } from './cohortOptions';
import { workOn } from './cohortWork';

export type CohortWorkerOptions = OptionalArchiveOptions & WorkOptions & QueueOptions;

/**
 * `few-shot cohort worker`: works on the studies of a cohort in Redis until Ctrl-C.
 *
 * @throws InputError when there is no such cohort
 */
export async function cohortWorker(options: CohortWorkerOptions): Promise<void> {
  if (options.redis === undefined) {
    throw new InputError('A worker needs --redis. With --state, "few-shot cohort run" has its own workers.');
  }
  await withQueue(options, true, async (queue) => {
    const dicomweb = options.dicomweb ?? (await requireCohort(queue)).archive;
    await workOn(queue, options, accessOf({ ...options, dicomweb }), true);
  });
}
