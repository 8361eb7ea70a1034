import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { runNpm } from './npm.mjs';

const version = '3.13.2';
/** The registry's checksum of the tarball; a tarball with different content is rejected. */
const integrity = 'WZdxmpmG7rqFgW9ZJLcbgr3XCtLi1KDNPoMaeY5PPe6j4G4fjEjjkycZM6C6Zk2F87BKxFfpq+jd5xXZB9E8EA==';

/**
 * Fetches the stock viewer and unpacks it, once. The npm package cannot be *installed* (it depends on
 * versions that the registry does not have), but its tarball contains the complete built viewer.
 *
 * @param {string} root the repository
 * @param {(message: string) => void} say
 * @returns {Promise<string>} the folder with the viewer's index.html
 */
export async function ensureViewer(root, say) {
  const cache = path.join(root, '.cache');
  const target = path.join(cache, `ohif-${version}`);
  if (existsSync(path.join(target, 'index.html'))) return target;

  say(`Fetching the OHIF viewer ${version} (50 MB) ...`);
  await mkdir(cache, { recursive: true });
  const work = await mkdtemp(path.join(cache, 'fetch-'));
  try {
    await runNpm(['pack', `@ohif/app@${version}`, '--pack-destination', work], { cwd: root });
    const tarball = path.join(work, (await readdir(work)).find((name) => name.endsWith('.tgz')) ?? '');
    const digest = createHash('sha512')
      .update(await readFile(tarball))
      .digest('base64');
    if (digest !== integrity) {
      throw new Error(
        `The package @ohif/app@${version} has unexpected content (sha512 ${digest}). It was not used.`,
      );
    }
    const unpacked = path.join(work, 'dist');
    await mkdir(unpacked);
    const { extract } = await import('tar');
    await extract({
      file: tarball,
      cwd: unpacked,
      strip: 2,
      filter: (entry) => entry.startsWith('package/dist/') && !entry.endsWith('.map'),
    });
    await moveIntoPlace(unpacked, target);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return target;
}

/**
 * Renames a folder, with retries: on Windows a virus scanner may briefly hold new files open, which makes a
 * rename fail.
 */
async function moveIntoPlace(from, to) {
  for (let attempt = 0; ; attempt++) {
    try {
      await rename(from, to);
      return;
    } catch (error) {
      if (existsSync(path.join(to, 'index.html'))) return; // Another process was faster.
      if (!['EPERM', 'EBUSY', 'EACCES'].includes(error.code) || attempt === 9) throw error;
      await wait(200 * (attempt + 1));
    }
  }
}
