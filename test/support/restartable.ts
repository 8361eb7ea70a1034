import type { ChildProcess } from 'node:child_process';
import { rmSync } from 'node:fs';
import { stopProcess } from './stopProcess';

/** A program that a test starts, with a folder of its own. */
export interface Restartable {
  /** Ends the process at once, like a power failure. */
  crash(): Promise<void>;
  /** Starts it again after a crash, on the same port with the same data. */
  restart(): Promise<void>;
  /** Stops the process and removes its folder. */
  stop(): Promise<void>;
}

/** Processes that a failed test left running. */
const running: (() => Promise<void>)[] = [];
afterAll(() => Promise.all(running.map((stop) => stop())));

/**
 * Starts a program, and waits until it is ready; if it does not become so, it is stopped.
 *
 * @param folder of the program, removed at the end
 * @param untilReady rejects when the process is not ready in time
 */
export async function startRestartable(
  folder: string,
  launch: () => ChildProcess,
  untilReady: (child: ChildProcess) => Promise<void>,
): Promise<Restartable> {
  let child = launch();
  const stop = async () => {
    await stopProcess(child);
    rmSync(folder, { recursive: true, force: true });
  };
  running.push(stop);
  const waitUntilReady = async () => {
    try {
      await untilReady(child);
    } catch (error) {
      await stop();
      throw error;
    }
  };
  await waitUntilReady();
  return {
    crash: async () => void (await stopProcess(child, 'SIGKILL')),
    restart: async () => {
      child = launch();
      await waitUntilReady();
    },
    stop,
  };
}
