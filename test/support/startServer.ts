import { spawn, type ChildProcess } from 'node:child_process';
import path from 'node:path';
import { repositoryRoot } from './repositoryRoot';
import { stopProcess } from './stopProcess';

export interface ServerProcess {
  /** Root URL of the viewer, ending in a slash. */
  url: string;
  /** The process, for tests that kill it. */
  child: ChildProcess;
  /** Its output so far. */
  output(): string;
  /** Stops it like Ctrl-C. Resolves with its exit code. */
  stop(): Promise<number | null>;
}

/** Processes that a failed test left running. */
const children: ChildProcess[] = [];
afterAll(() => Promise.all(children.map((child) => stopProcess(child))));

/** Options of {@link startServer}. */
export interface ServerOptions {
  /** Folder of the archive. */
  data: string;
  /** More options of `npm start`, e.g. `['--pacs', url]`. */
  options?: string[];
  environment?: Record<string, string>;
  /** Maximum duration of the start, ms. The first start also installs, builds and downloads the viewer. */
  timeout?: number;
}

/**
 * Starts the same as `npm start`, in a separate process on a free port.
 *
 * @throws Error with the program's output if it ends or hangs before it is ready
 */
export function startServer({
  data,
  options = [],
  environment,
  timeout = 240_000,
}: ServerOptions): Promise<ServerProcess> {
  const start = path.join(repositoryRoot, 'demo/start.mjs');
  const child = spawn(process.execPath, [start, '--port', '0', '--data', data, ...options], {
    cwd: repositoryRoot,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  children.push(child);
  let output = '';
  return new Promise((resolve, reject) => {
    const fail = (reason: string) => {
      clearTimeout(timer);
      void stopProcess(child, 'SIGKILL');
      reject(new Error(`The server ${reason}:\n${output}`));
    };
    const timer = setTimeout(() => fail(`was not ready after ${timeout} ms`), timeout);
    const ended = (code: number | null) => fail(`ended with exit code ${code}`);
    child.once('exit', ended);
    const read = (chunk: Buffer) => {
      output += chunk.toString();
      const ready = /is ready: (http:\/\/\S+\/)/.exec(output);
      if (!ready) return;
      clearTimeout(timer);
      child.off('exit', ended);
      resolve({ url: ready[1], child, output: () => output, stop: () => stopProcess(child, 'SIGINT') });
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
  });
}
