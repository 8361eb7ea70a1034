import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { runProcess } from './npm.mjs';

const sources = ['src', 'extension/src', 'modes', 'webpack.config.js', 'package-lock.json', 'tsconfig.json'];
const outputs = [
  'extension/dist/extension.js',
  'extension/dist/few-shot-worker.js',
  'modes/few-shot-segment/dist/mode.js',
];

/**
 * Builds the plugin with webpack unless the existing build was made from the current sources. Compares
 * contents, not dates, because webpack does not rewrite a file whose content is unchanged.
 *
 * @param {string} root the repository
 * @param {(message: string) => void} say
 */
export async function ensureBuilt(root, say) {
  const stamp = path.join(root, 'extension/dist/.sources.sha256');
  const digest = await digestSources(root);
  const built = outputs.every((file) => existsSync(path.join(root, file)));
  const previous = existsSync(stamp) ? await readFile(stamp, 'utf8') : '';
  if (built && previous === digest) return;
  say('Building the plugin ...');
  const webpack = path.join(root, 'node_modules/webpack/bin/webpack.js');
  await runProcess(process.execPath, [webpack, '--mode', 'production'], { cwd: root, name: 'webpack' });
  await writeFile(stamp, digest);
}

async function digestSources(root) {
  const hash = createHash('sha256');
  for (const source of sources) {
    for (const file of await listFiles(path.join(root, source))) {
      hash.update(path.relative(root, file).replaceAll('\\', '/')).update('\0');
      hash.update(await readFile(file)).update('\0');
    }
  }
  return hash.digest('hex');
}

async function listFiles(location) {
  if (!existsSync(location)) return [];
  let entries;
  try {
    entries = await readdir(location, { withFileTypes: true });
  } catch (error) {
    if (error.code === 'ENOTDIR') return [location];
    throw error;
  }
  const files = [];
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (entry.name === 'node_modules' || entry.name === 'dist') continue;
    files.push(...(await listFiles(path.join(location, entry.name))));
  }
  return files;
}
