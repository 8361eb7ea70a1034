import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';

/**
 * Folders whose sources affect the results of a training. Kernels are not included, because tests check their
 * numbers.
 */
const DECISIVE = [
  'src/data',
  'src/learning',
  'src/networks',
  'src/propagation',
  'src/ops',
  'src/inference',
  'cli/engine',
  'cli/methods',
  'cli/cases',
  'cli/metrics',
];
/** Files that select the images and measure the results. */
const DECISIVE_FILES = ['oneSeries.ts', 'stack.ts', 'interpolateMasks.ts', 'shiftedImages.ts'].map(
  (name) => `research/experiments/${name}`,
);

/** The pretrained weights. */
const INITIAL_NETWORK = 'src/networks/initial-network.bin';

/** Types and comments do not affect results. */
const OPTIONS: ts.CompilerOptions = {
  removeComments: true,
  target: ts.ScriptTarget.ESNext,
  module: ts.ModuleKind.ESNext,
};

/** A short hash of the sources that affect results. */
export function sourceHash(root: string): string {
  const hash = createHash('sha256');
  const add = (file: string) => {
    const source = readFileSync(path.join(root, file), 'utf8');
    hash.update(file).update(ts.transpileModule(source, { compilerOptions: OPTIONS }).outputText);
  };
  for (const folder of DECISIVE) {
    const files = readdirSync(path.join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
      .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)))
      .sort();
    for (const file of files) add(file);
  }
  DECISIVE_FILES.forEach(add);
  hash.update(readFileSync(path.join(root, INITIAL_NETWORK)));
  return hash.digest('hex').slice(0, 12);
}
