/**
 * `npm test`: prepares what the tests need, runs them, and prints the totals as the last line.
 *
 *   node test/run.mjs [--checks] [--unit] [PATTERN ...]
 *
 * --checks also runs lint and type check, each counted as one test, beside the slow tests. --unit
 * (`npm run test:unit`) runs the unit tests alone, without installing, building or a browser. A PATTERN
 * selects test files by path.
 */
import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ensureBuilt } from '../demo/setup/build.mjs';
import { ensureInstalled } from '../demo/setup/install.mjs';
import { runNpm } from '../demo/setup/npm.mjs';
import { ensurePrograms } from '../demo/setup/programs.mjs';
import { ensureViewer } from '../demo/setup/viewer.mjs';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const say = (message) => console.log(message);
const arguments_ = process.argv.slice(2);
const checks = arguments_.includes('--checks');
const unitOnly = arguments_.includes('--unit');
const patterns = arguments_.filter((argument) => !argument.startsWith('--'));

/** How many of the slowest test files are listed. */
const SLOWEST = 10;

const total = { passed: 0, failed: 0, skipped: 0 };
/** Each test file that ran, with its duration. */
const files = [];

/** Counts a step as one test that passes when the step does not throw. */
async function check(name, step, { counted }) {
  try {
    await step();
    if (counted) total.passed += 1;
    return true;
  } catch (error) {
    console.error(`${name} failed:\n${error.message}`);
    total.failed += 1;
    return false;
  }
}

async function runJest(projects, folder) {
  const report = path.join(folder, `${projects.join('-')}.json`);
  const jest = path.join(root, 'node_modules/jest/bin/jest.js');
  const args = [
    ...patterns,
    '--selectProjects',
    ...projects,
    '--passWithNoTests',
    '--json',
    `--outputFile=${report}`,
  ];
  // By default one core stays idle.
  args.push(projects.includes('timed') ? '--runInBand' : '--maxWorkers=100%');
  await new Promise((resolve, reject) => {
    // With --json jest prints its report to stdout, which is in the file already; people read stderr.
    const child = spawn(process.execPath, [jest, ...args], {
      cwd: root,
      // Chromium brings the Vulkan loader that WebGPU in Node needs for its software adapter.
      env: {
        ...process.env,
        LD_LIBRARY_PATH: [process.env.LD_LIBRARY_PATH, '/usr/lib/chromium'].filter(Boolean).join(':'),
      },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
    child.on('error', reject);
    child.on('close', resolve);
  });
  const result = JSON.parse(await readFile(report, 'utf8'));
  for (const { name, startTime, endTime } of result.testResults) {
    files.push({ name: path.relative(root, name), seconds: (endTime - startTime) / 1000 });
  }
  total.passed += result.numPassedTests;
  // A file that could not even be loaded holds no counted test, but is a failure.
  total.failed += result.numFailedTests + result.numRuntimeErrorTestSuites;
  total.skipped += result.numPendingTests + result.numTodoTests;
}

/** Installs what the tests need. */
async function install() {
  const programs = ensurePrograms(say);
  const installed = await check('npm ci', () => ensureInstalled(root, say), { counted: false });
  await programs;
  return installed;
}

/** Builds the plugin and fetches the viewer, which wait for different things, side by side. */
async function build() {
  await Promise.all([
    check('Build', () => ensureBuilt(root, say), { counted: false }),
    check('Fetching the viewer', () => ensureViewer(root, say), { counted: false }),
  ]);
}

/** Lint and type check, which leave the processor to what else is running. */
async function checkSources() {
  if (!checks) return;
  const options = { cwd: root, priority: os.constants.priority.PRIORITY_LOW };
  await check('Lint', () => runNpm(['run', 'lint'], options), { counted: true });
  await check('Type check', () => runNpm(['run', 'typecheck'], options), { counted: true });
}

function listSlowest() {
  if (files.length === 0) return;
  console.log('The slowest test files:');
  for (const { name, seconds } of files.sort((a, b) => b.seconds - a.seconds).slice(0, SLOWEST)) {
    console.log(`${seconds.toFixed(1).padStart(7)} s  ${name}`);
  }
}

async function run() {
  if (!unitOnly && !(await install())) return;
  const folder = await mkdtemp(path.join(os.tmpdir(), 'few-shot-test-'));
  try {
    const test = (...projects) =>
      check(`The tests "${projects.join('", "')}"`, () => runJest(projects, folder), { counted: false });
    if (unitOnly) {
      await test('unit');
    } else {
      // The build takes one core.
      await Promise.all([build(), test('unit')]);
      // In one run, so that no core waits for the last file of either.
      await Promise.all([test('slow', 'browser'), checkSources()]);
      await test('timed');
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

await run();
listSlowest();
const skipped = total.skipped > 0 ? `, ${total.skipped} skipped` : '';
process.exitCode = total.failed > 0 ? 1 : 0;
console.log(`${total.passed} passed, ${total.failed} failed${skipped}`);
