import { setTimeout as wait } from 'node:timers/promises';
import { Queue, UnrecoverableError, Worker, type Job, type JobType } from 'bullmq';
import { Redis } from 'ioredis';
import { InputError } from '../InputError';
import { startDashboard, type Dashboard } from './dashboard';
import type { Cohort, JobQueue, JobRecord, JobState, WorkOptions } from './JobQueue';
import { ATTEMPTS, FIRST_PAUSE_MS } from './JobQueue';
import type { StudyJob, StudyResult } from './StudyJob';
import type { StudyOutcome } from './studyTasks';

/** States of BullMQ, by ours. */
const STATES: Record<JobState, JobType[]> = {
  waiting: ['waiting', 'delayed', 'prioritized'],
  active: ['active'],
  done: ['completed'],
  failed: ['failed'],
};
const OPEN = [...STATES.waiting, ...STATES.active];
const CONNECT_MS = 5000;
/** A job whose worker does not renew its lock for this long waits again. */
const LOCK_MS = 10_000;
/** How often it is looked whether all jobs are settled. */
const LOOK_MS = 200;
const PAGE = 100;
const TASK = 'study';

/** A queue in Redis, and the one connection that its keys need. */
interface Access {
  name: string;
  connection: Redis;
  queue: Queue<StudyJob, StudyResult>;
}

/**
 * Jobs in Redis (BullMQ), for workers on many machines. BullMQ sees to concurrency, pauses, the rate, and
 * jobs whose worker disappears.
 */
export class RedisQueue implements JobQueue {
  private constructor(private readonly access: Access) {}

  /**
   * @param url of Redis, e.g. `redis://127.0.0.1:6379`
   * @param name of the cohort, one of several in one Redis
   * @throws InputError when Redis cannot be reached, or has no such cohort and must have one
   */
  static async open(url: string, name: string, mustExist: boolean): Promise<RedisQueue> {
    const connection = new Redis(url, {
      lazyConnect: true,
      connectTimeout: CONNECT_MS,
      // Once connected, commands wait while Redis is away.
      maxRetriesPerRequest: null,
    });
    let reason = 'no answer';
    connection.on('error', (error: Error) => (reason = error.message));
    try {
      await connection.connect();
    } catch {
      connection.disconnect();
      const shown = url.replace(/\/\/[^/]*@/, '//...@');
      throw new InputError(
        `--redis ${shown} cannot be reached (${reason}). Start Redis, or name another URL.`,
      );
    }
    const queue = new Queue<StudyJob, StudyResult>(name, { connection });
    queue.on('error', () => undefined);
    const opened = new RedisQueue({ name, connection, queue });
    if (mustExist && !(await opened.cohort())) {
      await opened.close();
      throw new InputError(`Redis has no cohort "${name}". Give the --name of "few-shot cohort run".`);
    }
    return opened;
  }

  async cohort(): Promise<Cohort | undefined> {
    const text = await this.access.connection.get(this.key('about'));
    return text === null ? undefined : (JSON.parse(text) as Cohort);
  }

  async model(): Promise<Uint8Array | undefined> {
    return (await this.access.connection.getBuffer(this.key('model'))) ?? undefined;
  }

  async describe(cohort: Cohort, model: Uint8Array): Promise<void> {
    const { connection } = this.access;
    await connection.set(this.key('model'), Buffer.from(model));
    await connection.set(this.key('about'), JSON.stringify(cohort));
  }

  async add(jobs: readonly StudyJob[]): Promise<number> {
    const { connection, queue } = this.access;
    const known = await Promise.all(jobs.map(({ study }) => connection.exists(queue.toKey(study))));
    const fresh = jobs.filter((_, i) => known[i] === 0);
    await queue.addBulk(
      fresh.map((data) => ({
        name: TASK,
        data,
        opts: {
          jobId: data.study,
          attempts: ATTEMPTS,
          backoff: { type: 'exponential', delay: FIRST_PAUSE_MS },
        },
      })),
    );
    return fresh.length;
  }

  async work(work: (job: StudyJob) => Promise<StudyOutcome>, options: WorkOptions): Promise<void> {
    const { atOnce, signal, stay = false, rate, onSettled } = options;
    const { name, connection, queue } = this.access;
    const worker = new Worker<StudyJob, StudyResult>(
      name,
      async ({ data }) => {
        const outcome = await work(data);
        if ('result' in outcome) return outcome.result;
        throw outcome.isFinal ? new UnrecoverableError(outcome.problem) : new Error(outcome.problem);
      },
      {
        connection,
        concurrency: atOnce,
        lockDuration: LOCK_MS,
        stalledInterval: LOCK_MS / 2,
        maxStalledCount: ATTEMPTS,
        ...(rate === undefined ? {} : { limiter: { max: rate, duration: 60_000 } }),
      },
    );
    // Redis may be away for a while; the worker connects again.
    worker.on('error', () => undefined);
    worker.on('completed', (job) => onSettled?.(recordOf(job, 'done')));
    worker.on('failed', (job) => job?.finishedOn && onSettled?.(recordOf(job, 'failed')));
    const stop = () => void worker.pause(true);
    signal?.addEventListener('abort', stop);
    try {
      while (!signal?.aborted && (stay || (await isOpen(queue)))) await wait(LOOK_MS);
    } finally {
      signal?.removeEventListener('abort', stop);
      // Waits for the studies that this worker works on.
      await worker.close();
    }
  }

  async *records(): AsyncGenerator<JobRecord> {
    for (const state of Object.keys(STATES) as JobState[]) {
      for (let start = 0; ; start += PAGE) {
        const jobs = await this.access.queue.getJobs(STATES[state], start, start + PAGE - 1, true);
        for (const job of jobs) yield recordOf(job, state);
        if (jobs.length === 0) break;
      }
    }
  }

  async retry(): Promise<number> {
    const failed = await this.access.queue.getFailed();
    for (const job of failed) await job.retry('failed', { resetAttemptsMade: true });
    return failed.length;
  }

  showDashboard(port: number): Promise<Dashboard> {
    return startDashboard(this.access.queue, port);
  }

  async close(): Promise<void> {
    await this.access.queue.close();
    this.access.connection.disconnect();
  }

  private key(what: string): string {
    return `few-shot:${this.access.name}:${what}`;
  }
}

async function isOpen(queue: Queue): Promise<boolean> {
  const counts = await queue.getJobCounts(...OPEN);
  return Object.values(counts).some((count) => count > 0);
}

function recordOf(job: Job<StudyJob, StudyResult>, state: JobState): JobRecord {
  const problem = state === 'done' ? '' : (job.failedReason ?? '');
  const result = state === 'done' ? job.returnvalue : undefined;
  return { job: job.data, state, failures: job.attemptsMade - (state === 'done' ? 1 : 0), problem, result };
}
