import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import workerpool from 'workerpool';
import { HttpError } from './HttpError';
import { NotDicomError } from './NotDicomError';
import type { Outcome, parserTasks } from './parserTasks';

type Tasks = typeof parserTasks;
type Value<Name extends keyof Tasks> =
  Awaited<ReturnType<Tasks[Name]>> extends Outcome<infer Result> ? Result : never;

const program = fileURLToPath(new URL('./parserWorker.mjs', import.meta.url));

/** Limits of one task. The rarest real file takes a tenth of the time. */
const most = { milliseconds: 20_000, heapMegabytes: 1024 };

/**
 * Runs the tasks of `parserTasks` in worker threads, because no parser is proof against every file: a task
 * that takes too long or too much memory ends its thread, and the server goes on.
 */
export class Parser {
  private readonly pool: workerpool.Pool;

  /** @param milliseconds maximum duration of a task */
  constructor(private readonly milliseconds = most.milliseconds) {
    this.pool = workerpool.pool(program, {
      workerType: 'thread',
      // With two threads one slow file does not stop the others.
      maxWorkers: Math.min(4, Math.max(2, availableParallelism() - 1)),
      workerThreadOpts: { resourceLimits: { maxOldGenerationSizeMb: most.heapMegabytes }, execArgv: [] },
    });
  }

  /** How many tasks run at the same time. */
  get threads(): number {
    return this.pool.maxWorkers ?? 1;
  }

  /**
   * Runs a task.
   *
   * @param transfer buffers that move to the worker and are no longer usable here
   * @throws NotDicomError, HttpError as the task does; NotDicomError when it takes too long or too much
   * memory
   */
  async run<Name extends keyof Tasks>(
    name: Name,
    parameters: Parameters<Tasks[Name]>,
    transfer: ArrayBuffer[] = [],
  ): Promise<Value<Name>> {
    let outcome: Outcome<Value<Name>>;
    try {
      outcome = (await this.pool
        .exec(name, parameters as never, { transfer })
        .timeout(this.milliseconds)) as unknown as Outcome<Value<Name>>;
    } catch (error) {
      throw new NotDicomError(this.describe(error));
    }
    if ('value' in outcome) return outcome.value;
    if (outcome.isDicomError) throw new NotDicomError(outcome.refusal, outcome.identity);
    throw new HttpError(outcome.status ?? 500, outcome.refusal);
  }

  /** Ends all threads. */
  async close(): Promise<void> {
    await this.pool.terminate(true);
  }

  private describe(error: unknown): string {
    if (error instanceof workerpool.Promise.TimeoutError)
      return `It took more than ${this.milliseconds / 1000} s to read.`;
    if (error instanceof workerpool.TerminateError) return 'It took too much memory to read.';
    return `It could not be read: ${(error as Error).message}`;
  }
}
