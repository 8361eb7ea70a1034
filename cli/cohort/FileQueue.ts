import { existsSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { open, type Database, type RootDatabase } from 'lmdb';
import { holdLock, nameHolder, type Holder } from '../files/holdLock';
import { InputError } from '../InputError';
import type { Dashboard } from './dashboard';
import type { Cohort, JobQueue, JobRecord, WorkOptions } from './JobQueue';
import { ATTEMPTS, FIRST_PAUSE_MS } from './JobQueue';
import type { StudyJob, StudyResult } from './StudyJob';

/** A record as it is kept: without the result, which is much longer and read only for the report. */
interface KeptRecord extends Omit<JobRecord, 'result'> {
  /** Position among the jobs. */
  order: number;
}

const COHORT = 'cohort';
/** Longest look ahead, ms: a job that another attempt frees is seen after this. */
const LOOK_MS = 50;

type Work = Parameters<JobQueue['work']>[0];

/**
 * Jobs in a file of this machine (LMDB): each change is one transaction, so that a killed process leaves
 * either the state before it or the state after it. Other processes may read while one works.
 */
export class FileQueue implements JobQueue {
  private readonly jobs: Database<KeptRecord, string>;
  private readonly results: Database<StudyResult, string>;
  private readonly about: Database<Cohort, string>;
  private readonly models: Database<Uint8Array, string>;

  private constructor(
    private readonly file: string,
    private readonly root: RootDatabase,
  ) {
    this.jobs = root.openDB({ name: 'jobs' });
    this.results = root.openDB({ name: 'results' });
    this.about = root.openDB({ name: 'about' });
    this.models = root.openDB({ name: 'models', encoding: 'binary' });
  }

  /**
   * Opens a file, or makes it.
   *
   * @throws InputError when it does not exist and must, or is no state of a cohort
   */
  static open(file: string, mustExist: boolean): FileQueue {
    if (mustExist && !existsSync(file)) {
      throw new InputError(`--state ${file} does not exist. Name the file that "few-shot cohort run" made.`);
    }
    try {
      return new FileQueue(file, open({ path: file, noSubdir: true, maxDbs: 4 }));
    } catch (error) {
      throw new InputError(
        `--state ${file} cannot be used (${(error as Error).message}). Name another file.`,
      );
    }
  }

  async cohort(): Promise<Cohort | undefined> {
    return this.about.get(COHORT);
  }

  async model(): Promise<Uint8Array | undefined> {
    return this.models.get(COHORT);
  }

  async describe(cohort: Cohort, model: Uint8Array): Promise<void> {
    await this.root.transaction(() => {
      void this.models.put(COHORT, model);
      void this.about.put(COHORT, cohort);
    });
  }

  async add(jobs: readonly StudyJob[]): Promise<number> {
    let order = this.jobs.getCount();
    const fresh = jobs.filter(({ study }) => !this.jobs.doesExist(study));
    await this.jobs.transaction(() => {
      for (const job of fresh)
        void this.jobs.put(job.study, { job, state: 'waiting', failures: 0, problem: '', order: order++ });
    });
    return fresh.length;
  }

  /** @throws InputError when a rate is asked for, or another process works on the file */
  async work(work: Work, { atOnce, signal, rate, onSettled }: WorkOptions): Promise<void> {
    if (rate !== undefined) {
      throw new InputError('--rate works with --redis only. On one machine, give fewer --workers.');
    }
    const release = await this.lock();
    try {
      // Nobody else works on this file, so what is active was left by a process that has ended.
      await this.change('active', (record) => ({ ...record, state: 'waiting' }));
      const waiting = this.list().filter(({ state }) => state === 'waiting');
      let open = waiting.length;
      const takeJobs = async () => {
        while (open > 0 && !signal?.aborted) {
          const record = waiting.shift();
          if (!record) {
            // All are active elsewhere; one of them may have to be repeated.
            await wait(LOOK_MS);
            continue;
          }
          const settled = await this.attempt(record, work);
          if (settled.state === 'waiting') {
            const pause = FIRST_PAUSE_MS * 2 ** (settled.failures - 1);
            void wait(pause, undefined, { signal }).then(
              () => waiting.push(settled),
              () => undefined,
            );
            continue;
          }
          open--;
          onSettled?.(this.whole(settled));
        }
      };
      await Promise.all(Array.from({ length: atOnce }, takeJobs));
    } finally {
      await release?.();
    }
  }

  async *records(): AsyncGenerator<JobRecord> {
    for (const record of this.list()) yield this.whole(record);
  }

  retry(): Promise<number> {
    return this.change('failed', (record) => ({ ...record, state: 'waiting', failures: 0 }));
  }

  /** @throws InputError always: the dashboard is BullMQ's */
  async showDashboard(): Promise<Dashboard> {
    throw new InputError('--dashboard works with --redis only. See "few-shot cohort status" and "report".');
  }

  async close(): Promise<void> {
    await this.root.flushed;
    await this.root.close();
  }

  private async attempt(record: KeptRecord, work: Work): Promise<KeptRecord> {
    await this.keep({ ...record, state: 'active' });
    const outcome = await work(record.job);
    if ('result' in outcome) return this.keep({ ...record, state: 'done', problem: '' }, outcome.result);
    const failures = record.failures + 1;
    const state = outcome.isFinal || failures >= ATTEMPTS ? 'failed' : 'waiting';
    return this.keep({ ...record, state, failures, problem: outcome.problem });
  }

  private async keep(record: KeptRecord, result?: StudyResult): Promise<KeptRecord> {
    await this.root.transaction(() => {
      void this.jobs.put(record.job.study, record);
      if (result) void this.results.put(record.job.study, result);
    });
    return record;
  }

  private whole(record: KeptRecord): JobRecord {
    return { ...record, result: this.results.get(record.job.study) };
  }

  private lock(): Promise<(() => Promise<void>) | undefined> {
    const place = { target: this.file, lockfilePath: `${this.file}.lock`, note: `${this.file}.holder` };
    const inUse = (holder?: Holder) =>
      new InputError(
        `Another run${nameHolder(holder)} works on --state ${this.file}. Wait for it, or stop it.`,
      );
    // If the lock is lost, studies may be done twice, which stores the same objects again.
    return holdLock(place, () => undefined, inUse);
  }

  private async change(state: KeptRecord['state'], to: (record: KeptRecord) => KeptRecord): Promise<number> {
    const found = this.list().filter((record) => record.state === state);
    await this.jobs.transaction(() => {
      for (const record of found) void this.jobs.put(record.job.study, to(record));
    });
    return found.length;
  }

  private list(): KeptRecord[] {
    return [...this.jobs.getRange()].map(({ value }) => value).sort((a, b) => a.order - b.order);
  }
}
