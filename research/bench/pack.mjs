/**
 * `npm run bench:pack [-- FILE]`: packs the benchmark and everything that it needs into a tar.gz, by default
 * test-results/bench.tar.gz. It runs on a Linux machine without npm (x86-64, the same libc or a newer one).
 *
 *   tar xf bench.tar.gz && ./bench/run.sh --backend webgpu --json
 *
 * It contains this Node, the benchmark as one file, Dawn, TF.js's WASM binaries, the PyTorch script, and the
 * Vulkan loader where a Chromium on this machine has one.
 */
import { existsSync } from 'node:fs';
import { chmod, copyFile, mkdir, mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { create } from 'tar';
import webpack from 'webpack';
import { buildWasmKernels } from '../../src/backends/wasm/build.mjs';

const MAXIMUM_BYTES = 60e6;
const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const target = path.resolve(process.argv[2] ?? path.join(root, 'test-results/bench.tar.gz'));
const loaders = ['/usr/lib/chromium/libvulkan.so.1', '/usr/lib/x86_64-linux-gnu/libvulkan.so.1'];

await buildWasmKernels();
const staging = await mkdtemp(path.join(os.tmpdir(), 'few-shot-bench-'));
try {
  const folder = path.join(staging, 'bench');
  await bundle(folder);
  await fill(folder);
  await mkdir(path.dirname(target), { recursive: true });
  await create({ file: target, cwd: staging, gzip: { level: 9 }, portable: true }, ['bench']);
} finally {
  await rm(staging, { recursive: true, force: true });
}
const { size } = await stat(target);
console.log(`${path.relative(process.cwd(), target)}: ${(size / 1e6).toFixed(1)} MB`);
if (size > MAXIMUM_BYTES) {
  console.error(`That is more than ${MAXIMUM_BYTES / 1e6} MB.`);
  process.exitCode = 1;
}

/** Copies third-party files to the same paths as in the repository (see cli/paths.ts). */
async function fill(folder) {
  const copy = async (file, to = file) => {
    const destination = path.join(folder, to);
    await mkdir(path.dirname(destination), { recursive: true });
    await copyFile(path.resolve(root, file), destination);
  };
  await copy(process.execPath, 'node');
  await copy('research/bench/run.sh', 'run.sh');
  for (const program of ['node', 'run.sh']) await chmod(path.join(folder, program), 0o755);
  for (const file of ['bench.py', 'networks.py']) await copy(`research/bench/torch/${file}`);
  for (const file of ['package.json', 'index.js', 'LICENSE.md', 'dist/linux-x64/dawn.node']) {
    await copy(`node_modules/webgpu/${file}`);
  }
  const wasm = 'node_modules/@tensorflow/tfjs-backend-wasm/dist';
  for (const file of await readdir(path.join(root, wasm))) {
    if (file.endsWith('.wasm')) await copy(`${wasm}/${file}`);
  }
  const loader = loaders.find((file) => existsSync(file));
  if (loader) await copy(loader, 'lib/libvulkan.so.1');
}

/** The benchmark as one CommonJS file. */
function bundle(folder) {
  const compiler = webpack({
    mode: 'production',
    devtool: false,
    target: 'node20',
    context: root,
    entry: { bench: './research/bench/main.ts' },
    output: { path: folder, filename: '[name].cjs' },
    // The builds that Node uses without a bundler, too.
    resolve: { extensions: ['.ts', '.js'], mainFields: ['main', 'module'] },
    externals: { webgpu: 'import webgpu' },
    node: { __dirname: false, __filename: false },
    module: {
      parser: { javascript: { dynamicImportMode: 'eager' } },
      rules: [
        {
          test: /\.ts$/,
          exclude: /node_modules/,
          loader: 'swc-loader',
          options: { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' } },
        },
      ],
    },
    plugins: [
      // Otherwise webpack inserts a path of the build machine; the archive uses BENCH_ROOT.
      new webpack.DefinePlugin({ 'import.meta.url': JSON.stringify('file:///bench/research/bench/main.ts') }),
      new webpack.NormalModuleReplacementPlugin(/\/runInChromium$/, './cli/chromiumIsAbsent'),
    ],
    optimization: { minimize: false },
    performance: { hints: false },
  });
  return new Promise((resolve, reject) => {
    compiler.run((error, stats) => {
      compiler.close(() => undefined);
      if (error) reject(error);
      else if (stats.hasErrors()) reject(new Error(stats.toString({ errors: true, all: false })));
      else resolve();
    });
  });
}
