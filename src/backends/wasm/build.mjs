/**
 * Compiles the WASM module of our kernels from `assembly/` (AssemblyScript) into `dist/binaries.ts`:
 *
 *   node src/backends/wasm/build.mjs
 *
 * Builds four binaries from one source: with and without relaxed SIMD (fused multiply-add, not supported by
 * every browser), each for shared and for unshared memory, which depends on whether TF.js's own module has
 * threads.
 *
 * A job is an exported function (argument: usize, item: i32, thread: i32): void of `assembly/`. The build
 * numbers all jobs: `dist/jobs.ts` lists their names in order, `assembly/jobs.ts` calls them by number.
 * Neither file is in git.
 *
 * Does nothing if the sources have not changed.
 */
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = path.dirname(fileURLToPath(import.meta.url));
const sources = path.join(folder, 'assembly');
const target = path.join(folder, 'dist/binaries.ts');
const jobNames = path.join(folder, 'dist/jobs.ts');
const JOB_SWITCH = 'jobs.ts';
const JOB = /^export function (\w+)\(argument: usize, _?item: i32, _?thread: i32\): void/gm;

const VARIANTS = [
  { name: 'plain', features: 'simd,threads', shared: false },
  { name: 'plainShared', features: 'simd,threads', shared: true },
  { name: 'relaxed', features: 'simd,relaxed-simd,threads', shared: false },
  { name: 'relaxedShared', features: 'simd,relaxed-simd,threads', shared: true },
];

/** Compiles the sources if they have changed; resolves to whether it did. */
export async function buildWasmKernels() {
  const files = await readSources();
  const stamp = await hashOf(files);
  const present = await readFile(target, 'utf8').catch(() => '');
  if (present.includes(stamp)) return false;
  await mkdir(path.dirname(target), { recursive: true });
  await writeJobs(files);
  const asc = (await import('assemblyscript/asc')).default;
  const lines = [`/** Made by ../build.mjs from ../assembly (${stamp}). */`];
  for (const { name, features, shared } of VARIANTS) {
    const binary = await compile(asc, features, shared);
    lines.push(`export const ${name} =\n  '${Buffer.from(binary).toString('base64')}';`);
  }
  // Written last, since its stamp marks the build as complete.
  await writeFile(target, `${lines.join('\n')}\n`);
  return true;
}

/** The sources by name, without the generated ones. */
async function readSources() {
  const names = (await readdir(sources)).filter((name) => name !== JOB_SWITCH).sort();
  return Promise.all(names.map(async (name) => [name, await readFile(path.join(sources, name), 'utf8')]));
}

async function writeJobs(files) {
  const jobs = files.flatMap(([file, source]) =>
    [...source.matchAll(JOB)].map(([, job]) => ({ job, module: path.basename(file, '.ts') })),
  );
  const imports = jobs.map(({ job, module }) => `import { ${job} } from './${module}';`);
  const cases = jobs.map(
    ({ job }, number) => `    case ${number}:\n      return ${job}(argument, item, thread);`,
  );
  const switches = `${imports.join('\n')}

/**
 * Made by ../build.mjs. Runs one item of a job. A switch and not a table, because references to functions are objects in
 * memory here, and this module must own none of the memory that it shares with TF.js.
 *
 * @param item 0 .. items - 1; called once for each, by any thread, in any order
 * @param thread whose scratch memory to use
 */
export function runItem(job: i32, argument: usize, item: i32, thread: i32): void {
  switch (job) {
${cases.join('\n')}
    default:
      unreachable();
  }
}
`;
  await writeFile(path.join(sources, JOB_SWITCH), switches);
  const names = jobs.map(({ job }) => `  '${job}',`).join('\n');
  await writeFile(
    jobNames,
    `/** The jobs of the WASM module in the order of their numbers. Made by ../build.mjs from ../assembly. */
export const JOBS = [\n${names}\n] as const;\n`,
  );
}

async function compile(asc, features, shared) {
  // TF.js's shared memory may grow to 4 GiB; an import's declared maximum must not be lower.
  const memory = shared ? ['--sharedMemory', '--initialMemory', '1', '--maximumMemory', '65536'] : [];
  const outputs = new Map();
  const { error, stderr } = await asc.main(
    [
      'index.ts',
      ...['--outFile', 'kernels.wasm', '--baseDir', sources, '-O3', '--noAssert', '--runtime', 'stub'],
      ...['--importMemory', '--noExportMemory', '--enable', features, ...memory],
    ],
    { writeFile: (name, contents) => outputs.set(name, contents) },
  );
  if (error) throw new Error(`The WASM kernels do not compile: ${error.message}\n${stderr}`);
  return outputs.get('kernels.wasm');
}

async function hashOf(files) {
  const hash = createHash('sha256');
  for (const [, source] of files) hash.update(source);
  hash.update(await readFile(fileURLToPath(import.meta.url)));
  return hash.digest('hex').slice(0, 16);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  console.log((await buildWasmKernels()) ? 'WASM kernels: compiled.' : 'WASM kernels: up to date.');
}
