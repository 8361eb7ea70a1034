import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Folders whose sources decide what a training gives; the kernels are held to numbers by tests of their own. */
const DECISIVE = [
  'src/data',
  'src/learning',
  'src/networks',
  'src/ops',
  'src/inference',
  'cli/engine',
  'cli/methods',
];

/** A short hash of the sources that decide results: figures of other sources are not this repository's. */
export function sourceHash(root: string): string {
  const hash = createHash('sha256');
  for (const folder of DECISIVE) {
    const files = readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
      .map((entry) => path.join(entry.parentPath, entry.name))
      .sort();
    for (const file of files) hash.update(path.relative(root, file)).update(readFileSync(file));
  }
  return hash.digest('hex').slice(0, 12);
}
