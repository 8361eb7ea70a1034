import os from 'node:os';
import { MAX_THREADS } from '../../src/backends/maxThreads';
import { IN_ARCHIVE, type JobQueue, type JobRecord } from '../cohort/JobQueue';
import { requireCohort, requireModel } from '../cohort/openQueue';
import { StudyPool } from '../cohort/StudyPool';
import type { ArchiveAccess } from '../dicomweb/archiveAccess.mjs';
import { writeOut } from '../report/writeOut';
import type { ArchiveOptions, WorkOptions } from './cohortOptions';

/**
 * Works on the jobs of a queue until all are settled, and prints a line for each. Ctrl-C and SIGTERM end the
 * work after the studies that are being predicted.
 *
 * @param stay whether to wait for more jobs when all are settled
 * @throws InputError when the queue has no cohort, or an option needs Redis
 */
export async function workOn(
  queue: JobQueue,
  { workers, backend, patience, rate, dashboard }: WorkOptions & Pick<ArchiveOptions, 'patience'>,
  access: ArchiveAccess,
  stay = false,
): Promise<void> {
  const cohort = await requireCohort(queue);
  const bytes = await requireModel(queue);
  const folder = cohort.store === IN_ARCHIVE ? undefined : cohort.store;
  const threads = Math.max(1, Math.min(MAX_THREADS, Math.floor(os.availableParallelism() / workers)));
  const { format = 'seg' } = cohort;
  const settings = { archive: access, patience, folder, format, backend, threads };
  const pool = await StudyPool.start(settings, { name: cohort.model, bytes }, workers);
  const stop = new AbortController();
  const end = () => stop.abort();
  process.once('SIGINT', end).once('SIGTERM', end);
  let page: Awaited<ReturnType<JobQueue['showDashboard']>> | undefined;
  try {
    page = dashboard === undefined ? undefined : await queue.showDashboard(dashboard);
    if (page) await writeOut(`dashboard: ${page.url}\n`);
    await queue.work((job) => pool.run(job), {
      atOnce: workers,
      signal: stop.signal,
      ...{ stay, rate },
      onSettled: (record) => void writeOut(`${describe(record)}\n`),
    });
  } finally {
    process.off('SIGINT', end).off('SIGTERM', end);
    await pool.close();
    await page?.stop();
  }
}

function describe({ job, result, problem }: JobRecord): string {
  if (!result) return `${job.study}: failed: ${problem}`;
  const masks = result.series.map(({ description, volumes }) => {
    const found = volumes.map(({ segment, pixels, millilitres }) =>
      millilitres === null ? `${segment} ${pixels} pixels` : `${segment} ${millilitres.toFixed(1)} ml`,
    );
    return `${description || 'series'}: ${found.join(', ')}`;
  });
  return `${job.study}: ${masks.join('; ')} (${result.seconds.toFixed(1)} s)`;
}
