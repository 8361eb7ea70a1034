/**
 * `npm run test:fuzz`: the tests with random input, FUZZ_RUNS inputs for each parser, by default 100,000.
 */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const jest = path.join(root, 'node_modules/jest/bin/jest.js');
const child = spawn(process.execPath, ['--expose-gc', jest, 'test/.*fuzz', '--runInBand'], {
  cwd: root,
  env: { ...process.env, FUZZ_RUNS: process.env.FUZZ_RUNS ?? '100000' },
  stdio: 'inherit',
});
child.on('close', (code) => (process.exitCode = code ?? 1));
