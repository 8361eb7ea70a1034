import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { runNpm } from './npm.mjs';

/**
 * Installs the locked packages unless `node_modules` already holds them. npm keeps a record of what it
 * installed in `node_modules/.package-lock.json`, written last: comparing that with `package-lock.json` also
 * detects an interrupted install and does not depend on file dates.
 *
 * @param {string} root the repository
 * @param {(message: string) => void} say
 */
export async function ensureInstalled(root, say) {
  if (await isInstalled(root)) return;
  say('Installing packages ...');
  await runNpm(['ci', '--no-audit', '--no-fund'], { cwd: root });
}

async function isInstalled(root) {
  const wanted = await readLock(path.join(root, 'package-lock.json'));
  const installed = await readLock(path.join(root, 'node_modules/.package-lock.json'));
  if (!wanted) throw new Error('package-lock.json is missing: is this a complete copy of the repository?');
  if (!installed) return false;
  return Object.entries(wanted).every(([location, entry]) => {
    if (!location.includes('node_modules/') || entry.link) return true;
    // Packages for other platforms are optional and may be absent.
    if (!installed[location]) return Boolean(entry.optional || entry.devOptional || entry.peer);
    return installed[location].version === entry.version;
  });
}

async function readLock(file) {
  try {
    return JSON.parse(await readFile(file, 'utf8')).packages;
  } catch (error) {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  }
}
