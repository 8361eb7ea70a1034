import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { FileQueue } from '../../cli/cohort/FileQueue';
import { IN_ARCHIVE, type Cohort, type JobQueue, type JobRecord } from '../../cli/cohort/JobQueue';
import { RedisQueue } from '../../cli/cohort/RedisQueue';
import type { StudyJob, StudyResult } from '../../cli/cohort/StudyJob';
import type { StudyOutcome } from '../../cli/cohort/studyTasks';
import { hasRedis, startRedis, type RedisServer } from '../support/redis';
import { temporaryFolder } from '../support/temporaryFolder';

jest.setTimeout(60_000);

const folder = temporaryFolder();
const cohort: Cohort = {
  ...{ modelId: 'a', model: 'm.model', archive: 'http://x/', query: '', store: IN_ARCHIVE },
  rules: [],
  exclusions: [{ reason: 'why', count: 2, examples: ['1'] }],
};
const about = { patient: 'P', date: '', description: '', series: [], numbers: [1] };
const jobs: StudyJob[] = ['2.25.1', '2.25.2', '2.25.3', '2.25.4'].map((study) => ({ study, ...about }));
const resultOf = (study: string): StudyResult => ({ series: [], seconds: study.length, bytes: 1 });
const done = async ({ study }: StudyJob): Promise<StudyOutcome> => ({ result: resultOf(study) });

let redis: RedisServer | undefined;
beforeAll(async () => {
  if (hasRedis()) redis = await startRedis();
});
afterAll(() => redis?.stop());

const backends: [string, (name: string) => Promise<JobQueue>][] = [
  ['a file', async (name) => FileQueue.open(path.join(folder, name), false)],
];
if (hasRedis()) backends.push(['Redis', (name) => RedisQueue.open((redis as RedisServer).url, name, false)]);

async function recordsOf(queue: JobQueue): Promise<JobRecord[]> {
  const records: JobRecord[] = [];
  for await (const record of queue.records()) records.push(record);
  return records.sort((a, b) => (a.job.study < b.job.study ? -1 : 1));
}

describe.each(backends)('a queue in %s', (_, open) => {
  let queue: JobQueue;
  const use = async (name: string) => {
    queue = await open(name);
    await queue.describe(cohort, Uint8Array.of(1, 2, 3));
  };
  afterEach(() => queue.close());

  it('keeps cohort, model, jobs and results', async () => {
    await use('keeps');
    expect(await queue.add(jobs.slice(0, 3))).toBe(3);
    expect(await queue.add(jobs)).toBe(1);
    const settled: string[] = [];
    await queue.work(done, { atOnce: 2, onSettled: ({ job }) => void settled.push(job.study) });
    expect(settled.sort()).toEqual(jobs.map(({ study }) => study));
    await queue.close();
    queue = await open('keeps');
    expect(await queue.cohort()).toEqual(cohort);
    expect([...((await queue.model()) ?? [])]).toEqual([1, 2, 3]);
    const expected = jobs.map((job) => ({
      job,
      state: 'done',
      failures: 0,
      problem: '',
      result: resultOf(job.study),
    }));
    expect(await recordsOf(queue)).toMatchObject(expected);
    // What is done is never done again.
    const again = jest.fn(done);
    expect(await queue.add(jobs)).toBe(0);
    await queue.work(again, { atOnce: 2 });
    expect(again).not.toHaveBeenCalled();
  });

  it('works on as many as it is told to at once', async () => {
    await use('at once');
    await queue.add(jobs);
    let [now, most] = [0, 0];
    const slow = async (job: StudyJob) => {
      most = Math.max(most, ++now);
      await wait(50);
      now--;
      return done(job);
    };
    await queue.work(slow, { atOnce: 2 });
    expect(most).toBe(2);
  });

  it('repeats what may succeed later, gives up on what cannot, and tries that again when told to', async () => {
    await use('repeats');
    await queue.add(jobs.slice(0, 2));
    const calls: string[] = [];
    const work = async (job: StudyJob): Promise<StudyOutcome> => {
      calls.push(job.study);
      if (job.study === '2.25.2') return { problem: 'it is broken', isFinal: true };
      return calls.filter((call) => call === job.study).length === 1
        ? { problem: 'away', isFinal: false }
        : done(job);
    };
    await queue.work(work, { atOnce: 1 });
    expect(calls.sort()).toEqual(['2.25.1', '2.25.1', '2.25.2']);
    expect(await recordsOf(queue)).toMatchObject([
      { state: 'done', failures: 1, problem: '' },
      { state: 'failed', problem: 'it is broken' },
    ]);
    expect(await queue.retry()).toBe(1);
    await queue.work(done, { atOnce: 1 });
    expect(await recordsOf(queue)).toMatchObject([{ state: 'done' }, { state: 'done', problem: '' }]);
  });

  it('ends after the studies in work when told to stop', async () => {
    await use('stops');
    await queue.add(jobs);
    const stop = new AbortController();
    const work = async (job: StudyJob) => {
      stop.abort();
      await wait(20);
      return done(job);
    };
    await queue.work(work, { atOnce: 1, signal: stop.signal });
    const states = (await recordsOf(queue)).map(({ state }) => state);
    expect(states.filter((state) => state === 'done').length).toBeGreaterThan(0);
    expect(states).not.toContain('active');
    expect(states).toContain('waiting');
  });
});

it('refuses what only Redis can do, for a file', async () => {
  const queue = FileQueue.open(path.join(folder, 'refuses'), false);
  await expect(queue.work(done, { atOnce: 1, rate: 3 })).rejects.toThrow('--rate works with --redis only');
  await expect(queue.showDashboard()).rejects.toThrow('--dashboard works with --redis only');
  await queue.close();
});

(hasRedis() ? it : it.skip)(
  'has a page of its jobs, for this machine, that loads nothing from elsewhere',
  async () => {
    const queue = await RedisQueue.open((redis as RedisServer).url, 'shown', false);
    await queue.add(jobs);
    const { url, stop } = await queue.showDashboard(0);
    const page = await fetch(url);
    expect(await page.text()).toContain('Bull Dashboard');
    expect(page.headers.get('content-security-policy')).toContain("default-src 'self'");
    const { queues } = (await (await fetch(new URL('api/queues', url))).json()) as {
      queues: { name: string; counts: { waiting: number }; readOnlyMode: boolean }[];
    };
    expect(queues).toMatchObject([{ name: 'shown', counts: { waiting: jobs.length }, readOnlyMode: true }]);
    const emptied = await fetch(new URL('api/queues/shown/empty', url), { method: 'PUT' });
    expect(emptied.status).toBe(405);
    await stop();
    await queue.close();
  },
);

if (!hasRedis()) it.skip('a queue in Redis (skipped: redis-server is not installed)', () => undefined);
