import type { JobQueue, JobRecord, JobState } from './JobQueue';

/** The jobs of a cohort by state, with the failed ones. */
export interface CohortCounts {
  states: Record<JobState, number>;
  failed: JobRecord[];
}

/** Counts the jobs of a queue. */
export async function countStates(queue: JobQueue): Promise<CohortCounts> {
  const counts: CohortCounts = { states: { waiting: 0, active: 0, done: 0, failed: 0 }, failed: [] };
  for await (const record of queue.records()) {
    counts.states[record.state]++;
    if (record.state === 'failed') counts.failed.push(record);
  }
  return counts;
}

/** The counts as text, with the reason of each failure. */
export function describeCounts({ states, failed }: CohortCounts): string {
  const { waiting, active, done } = states;
  const head = `${done} done, ${active} in work, ${waiting} waiting, ${failed.length} failed`;
  return [head, ...failed.map(({ job, problem }) => `  ${job.study}: ${problem}`)].join('\n');
}
