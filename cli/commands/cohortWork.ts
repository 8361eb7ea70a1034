import os from 'node:os';
import { MAX_THREADS } from '../../src/backends/maxThreads';
import type { JobQueue, JobRecord } from '../cohort/JobQueue';
import { StudyPool } from '../cohort/StudyPool';
import type { ArchiveAccess } from '../dicomweb/archiveAccess.mjs';
import { writeOut } from '../report/writeOut';
import type { ArchiveOptions, WorkOptions } from './cohortOptions';

/** What is worked with. */
interface WorkInput {
  access: ArchiveAccess;
  /** Folder for the DICOM SEGs; undefined to store them in the archive. */
  folder: string | undefined;
  /** The model's file. */
  model: string;
}

/**
 * Works on the jobs of a queue until all are settled, and prints a line for each. Ctrl-C and SIGTERM end the
 * work after the studies that are being predicted.
 */
export async function workOn(
  queue: JobQueue,
  { workers, backend, patience }: WorkOptions & ArchiveOptions,
  { access, folder, model }: WorkInput,
): Promise<void> {
  const threads = Math.max(1, Math.min(MAX_THREADS, Math.floor(os.availableParallelism() / workers)));
  const pool = await StudyPool.start({ archive: access, patience, folder, model, backend, threads }, workers);
  const stop = new AbortController();
  const end = () => stop.abort();
  process.once('SIGINT', end).once('SIGTERM', end);
  try {
    await queue.work((job) => pool.run(job), {
      atOnce: workers,
      signal: stop.signal,
      onSettled: (record) => void writeOut(`${describe(record)}\n`),
    });
  } finally {
    process.off('SIGINT', end).off('SIGTERM', end);
    await pool.close();
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
