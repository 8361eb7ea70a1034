/**
 * `npm run test:pacs`: the deployment of docs/deploy.md, nginx and Orthanc with a stock viewer, in a browser.
 */
import { spawn } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureBuilt } from '../demo/setup/build.mjs';
import { ensureInstalled } from '../demo/setup/install.mjs';
import { ensureViewer } from '../demo/setup/viewer.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const say = (message) => console.log(message);
await ensureInstalled(root, say);
await ensureBuilt(root, say);
const VIEWER = await ensureViewer(root, say);
const jest = path.join(root, 'node_modules/jest/bin/jest.js');
const child = spawn(process.execPath, [jest, '--selectProjects', 'pacs', '--runInBand'], {
  cwd: root,
  env: { ...process.env, VIEWER },
  stdio: 'inherit',
});
child.on('close', (code) => (process.exitCode = code ?? 1));
