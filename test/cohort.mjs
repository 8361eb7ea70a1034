/**
 * `npm run test:cohort`: the tests of cohorts with COHORT_STUDIES studies, by default 64.
 */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const jest = path.join(root, 'node_modules/jest/bin/jest.js');
const child = spawn(process.execPath, [jest, 'test/cohort/', '--runInBand'], {
  cwd: root,
  env: { ...process.env, COHORT_STUDIES: process.env.COHORT_STUDIES ?? '64' },
  stdio: 'inherit',
});
child.on('close', (code) => (process.exitCode = code ?? 1));
