import { readFile, rmdir, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';
import { lock } from 'proper-lockfile';
import { isRunning } from './isRunning';

/** Who holds a lock; written beside it, so that the next process can say so. */
export interface Holder {
  process: number;
  host: string;
}

/** A lock on a file or folder that exists. */
export interface LockPlace {
  /** What is locked. */
  target: string;
  /** Folder that is the lock. */
  lockfilePath: string;
  /** File that says who holds it. */
  note: string;
}

/** A lock that was not renewed for so long is stale, ms; its holder renews it several times meanwhile. */
const stale = 10_000;
const readOnly = ['EACCES', 'EPERM', 'EROFS'];
/** What this process has locked. */
const own = new Set<string>();

/**
 * Takes a lock. That of a process that was killed does not count: at once on the same computer, otherwise
 * after {@link stale}.
 *
 * @param onLost called when another process took the lock, e.g. after this computer was asleep
 * @param inUse makes the error for a lock that another process holds
 * @returns a function that releases the lock; undefined where nothing can be written
 */
export async function holdLock(
  { target, lockfilePath, note }: LockPlace,
  onLost: () => void,
  inUse: (holder: Holder | undefined) => Error,
): Promise<(() => Promise<void>) | undefined> {
  const options = { stale, update: stale / 5, lockfilePath, onCompromised: onLost };
  const deadline = performance.now() + 1.5 * stale;
  for (;;) {
    try {
      const release = await lock(target, options);
      own.add(target);
      const holder: Holder = { process: process.pid, host: hostname() };
      // The note only serves the message to others; a full disk must not keep the lock from being taken.
      await writeFile(note, JSON.stringify(holder)).catch(() => undefined);
      return async () => {
        own.delete(target);
        await release().catch(() => undefined);
      };
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (readOnly.includes(code ?? '')) return undefined;
      if (code !== 'ELOCKED') throw error;
    }
    const holder = await readHolder(note);
    const isHere = holder?.host === hostname();
    if (isHere && !isHeld(holder, target)) {
      await rmdir(lockfilePath).catch(() => undefined);
      continue;
    }
    // Of another computer it is not known whether it runs; a lock that is renewed says so.
    if (isHere || performance.now() > deadline) throw inUse(holder);
    await wait(500);
  }
}

async function readHolder(note: string): Promise<Holder | undefined> {
  try {
    const { process, host } = JSON.parse(await readFile(note, 'utf8')) as Partial<Holder>;
    return typeof process === 'number' && typeof host === 'string' ? { process, host } : undefined;
  } catch {
    return undefined;
  }
}

function isHeld(holder: Holder, target: string): boolean {
  // In a container every process may have the same number.
  return holder.process === process.pid ? own.has(target) : isRunning(holder.process);
}

/** Names the holder of a lock for a message. */
export function nameHolder(holder: Holder | undefined): string {
  return holder ? ` (process ${holder.process} on ${holder.host})` : '';
}
