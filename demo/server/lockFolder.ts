import { mkdir, readFile, rmdir, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { lock } from 'proper-lockfile';

/** Who holds a lock; written beside it, so that the next server can say so. */
interface Holder {
  process: number;
  host: string;
}

/** A lock that was not renewed for so long is stale, ms; its holder renews it several times meanwhile. */
const stale = 10_000;
const readOnly = ['EACCES', 'EPERM', 'EROFS'];
/** The folders that this process has locked. */
const own = new Set<string>();

/**
 * Locks a data folder for this server, because two servers would not know of each other's instances, and
 * overwrite them. The lock of a server that was killed does not count: at once on the same computer,
 * otherwise after {@link stale}.
 *
 * @param onLost called when another server took the lock, e.g. after this computer was asleep
 * @returns a function that releases the lock; undefined in a folder that cannot be written, which needs none
 * @throws an Error with a message for the user when another server uses the folder
 */
export async function lockFolder(
  folder: string,
  onLost: () => void,
): Promise<(() => Promise<void>) | undefined> {
  const note = path.join(folder, 'server.json');
  const lockfilePath = path.join(folder, 'server.lock');
  const options = { stale, update: stale / 5, lockfilePath, onCompromised: onLost };
  const deadline = performance.now() + 1.5 * stale;
  for (;;) {
    try {
      await mkdir(folder, { recursive: true });
      const release = await lock(folder, options);
      own.add(folder);
      const holder: Holder = { process: process.pid, host: hostname() };
      // The note only serves the message to others; a full disk must not keep the archive from being read.
      await writeFile(note, JSON.stringify(holder)).catch(() => undefined);
      return async () => {
        own.delete(folder);
        await release().catch(() => undefined);
      };
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (readOnly.includes(code ?? '')) return undefined;
      if (code !== 'ELOCKED') throw error;
    }
    const holder = await readHolder(note);
    const isHere = holder?.host === hostname();
    if (isHere && !isRunning(holder, folder)) {
      await rmdir(lockfilePath).catch(() => undefined);
      continue;
    }
    // Of another computer it is not known whether it runs; a lock that is renewed says so.
    if (isHere || performance.now() > deadline) throw inUse(folder, holder);
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

function isRunning(holder: Holder, folder: string): boolean {
  // In a container every server may have the same number.
  if (holder.process === process.pid) return own.has(folder);
  try {
    process.kill(holder.process, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function inUse(folder: string, holder: Holder | undefined): Error {
  const who = holder ? ` (process ${holder.process} on ${holder.host})` : '';
  return new Error(
    `Another server${who} uses the folder ${folder}. Stop it, or choose another folder with --data.`,
  );
}
