import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import workerpool from 'workerpool';
import { isRunning } from '../files/isRunning';
import type { StudyJob } from './StudyJob';
import type { StudyOutcome } from './studyTasks';
import type { WorkerSettings } from './WorkerSettings';

/** From the sources and from the bundle, which is as deep. */
const PROGRAM = fileURLToPath(new URL('../cohort/studyWorker.mjs', import.meta.url));
const SPOOL = 'few-shot-cohort-';

/**
 * Worker processes, each with an engine and a model of its own, that work on one study at a time. Processes
 * and not threads, so that one that crashes or runs out of memory ends nothing else.
 */
export class StudyPool {
  private constructor(
    private readonly pool: workerpool.Pool,
    private readonly settings: WorkerSettings,
  ) {}

  /**
   * @param model name and content of the model's file
   * @param size number of processes, which start with their first study
   */
  static async start(
    settings: Omit<WorkerSettings, 'spool' | 'model'>,
    model: { name: string; bytes: Uint8Array },
    size: number,
  ): Promise<StudyPool> {
    await removeAbandoned();
    const spool = await mkdtemp(path.join(os.tmpdir(), `${SPOOL}${process.pid}-`));
    const file = path.join(spool, path.basename(model.name));
    await writeFile(file, model.bytes);
    const pool = workerpool.pool(PROGRAM, {
      workerType: 'process',
      maxWorkers: size,
      // Ctrl-C is for this process, which lets studies in work end. Workers end with it however it ends.
      forkOpts: { execArgv: [], stdio: ['ignore', 'ignore', 'inherit', 'ipc'], detached: true },
    });
    return new StudyPool(pool, { ...settings, model: file, spool });
  }

  /** Works on a study. Never rejects: if its worker ends, the study may be tried again. */
  async run(job: StudyJob): Promise<StudyOutcome> {
    try {
      return (await this.pool.exec('predict', [this.settings, job])) as StudyOutcome;
    } catch (error) {
      return { problem: `its worker ended (${firstLine(error as Error)})`, isFinal: false };
    }
  }

  /** Ends all processes. */
  async close(): Promise<void> {
    await this.pool.terminate(true);
    await rm(this.settings.spool, { recursive: true, force: true });
  }
}

/** Removes images that a killed run left behind. */
async function removeAbandoned(): Promise<void> {
  for (const name of await readdir(os.tmpdir())) {
    const [, owner] = new RegExp(`^${SPOOL}(\\d+)-`).exec(name) ?? [];
    if (owner !== undefined && !isRunning(Number(owner)))
      await rm(path.join(os.tmpdir(), name), { recursive: true, force: true });
  }
}

const firstLine = ({ message }: Error) => message.split('\n')[0];
