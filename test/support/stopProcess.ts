import type { ChildProcess } from 'node:child_process';

/**
 * Stops a child process: first with a polite signal, by force after ten seconds.
 *
 * @returns its exit code, or null if a signal ended it
 */
export async function stopProcess(
  child: ChildProcess,
  signal: NodeJS.Signals = 'SIGTERM',
): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  const gone = new Promise<number | null>((resolve) => child.once('exit', (code) => resolve(code)));
  const force = setTimeout(() => child.kill('SIGKILL'), 10_000);
  child.kill(signal);
  const code = await gone;
  clearTimeout(force);
  return code;
}
