import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { holdLock, nameHolder } from '../../cli/files/holdLock';

const readOnly = ['EACCES', 'EPERM', 'EROFS'];

/**
 * Locks a data folder for this server, because two servers would not know of each other's instances, and
 * overwrite them.
 *
 * @param onLost called when another server took the lock, e.g. after this computer was asleep
 * @returns a function that releases the lock; undefined in a folder that cannot be written, which needs none
 * @throws an Error with a message for the user when another server uses the folder
 */
export async function lockFolder(
  folder: string,
  onLost: () => void,
): Promise<(() => Promise<void>) | undefined> {
  try {
    await mkdir(folder, { recursive: true });
  } catch (error) {
    if (readOnly.includes((error as NodeJS.ErrnoException).code ?? '')) return undefined;
    throw error;
  }
  const place = {
    target: folder,
    lockfilePath: path.join(folder, 'server.lock'),
    note: path.join(folder, 'server.json'),
  };
  return holdLock(
    place,
    onLost,
    (holder) =>
      new Error(
        `Another server${nameHolder(holder)} uses the folder ${folder}. ` +
          'Stop it, or choose another folder with --data.',
      ),
  );
}
