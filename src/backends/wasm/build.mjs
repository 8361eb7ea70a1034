/**
 * Compiles the WASM module of our own kernels from `assembly/` (AssemblyScript) into `dist/binaries.ts`:
 *
 *   node src/backends/wasm/build.mjs
 *
 * Four binaries from one source: with and without relaxed SIMD (fused multiply-add; not every browser has it), and
 * importing a shared or an unshared memory, as TF.js's own module has threads or not. Does nothing when the sources
 * have not changed.
 */
import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = path.dirname(fileURLToPath(import.meta.url));
const sources = path.join(folder, 'assembly');
const target = path.join(folder, 'dist/binaries.ts');

const VARIANTS = [
  { name: 'plain', features: 'simd,threads', shared: false },
  { name: 'plainShared', features: 'simd,threads', shared: true },
  { name: 'relaxed', features: 'simd,relaxed-simd,threads', shared: false },
  { name: 'relaxedShared', features: 'simd,relaxed-simd,threads', shared: true },
];

/** Compiles the sources where they have changed; resolves to whether it did. */
export async function buildWasmKernels() {
  const stamp = await hashSources();
  const present = await readFile(target, 'utf8').catch(() => '');
  if (present.includes(stamp)) return false;
  const asc = (await import('assemblyscript/asc')).default;
  const lines = [`/** Made by ../build.mjs from ../assembly (${stamp}). */`];
  for (const { name, features, shared } of VARIANTS) {
    const binary = await compile(asc, features, shared);
    lines.push(`export const ${name} =\n  '${Buffer.from(binary).toString('base64')}';`);
  }
  await mkdir(path.dirname(target), { recursive: true });
  await writeFile(target, `${lines.join('\n')}\n`);
  return true;
}

async function compile(asc, features, shared) {
  // The shared memory of TF.js may grow to 4 GiB; an import must not promise less.
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

async function hashSources() {
  const hash = createHash('sha256');
  const files = (await readdir(sources)).sort().map((name) => path.join(sources, name));
  for (const file of [...files, fileURLToPath(import.meta.url)]) hash.update(await readFile(file));
  return hash.digest('hex').slice(0, 16);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  console.log((await buildWasmKernels()) ? 'WASM kernels: compiled.' : 'WASM kernels: up to date.');
}
