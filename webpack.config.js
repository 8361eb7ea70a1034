/**
 * Builds the runtime plugin: ES modules that a stock OHIF loads by URL.
 *
 *   extension/dist/extension.js        the OHIF extension, loaded with the viewer (no TF.js inside)
 *   extension/dist/few-shot-dicom.js   the DICOM writer, loaded when masks are first stored or downloaded
 *   extension/dist/few-shot-worker.js  the engine with TF.js, loaded on first use
 *   extension/dist/*.wasm              the WASM backend's binaries
 *   extension/dist/initial-network.bin pretrained weights for trainings on many examples
 *   extension/dist/*.licenses.txt      the licences of the packages inside each of the two scripts
 *   modes/few-shot-segment/dist/mode.js
 *
 * @ohif/* and @cornerstonejs/* hold singletons and are never bundled: only their types are imported.
 */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import CopyPlugin from 'copy-webpack-plugin';
import { LicenseWebpackPlugin } from 'license-webpack-plugin';
import TerserPlugin from 'terser-webpack-plugin';
import { buildWasmKernels } from './src/backends/wasm/build.mjs';

const root = path.dirname(fileURLToPath(import.meta.url));

await buildWasmKernels();

const packageFolder = (name) => path.join(root, 'node_modules', name);
const { dependencies } = JSON.parse(readFileSync(path.join(root, 'extension/package.json'), 'utf8'));
/** TF.js is licensed under Apache-2.0, but its packages leave the text out. */
const apacheLicense = readFileSync(path.join(packageFolder('comlink'), 'LICENSE'), 'utf8');
const tensorflowPackages = readdirSync(packageFolder('@tensorflow')).map((name) => `@tensorflow/${name}`);

/**
 * Minification removes the licence notices of bundled packages, so they are written to a file beside each
 * script.
 */
const licenses = () =>
  new LicenseWebpackPlugin({
    outputFilename: '[name].licenses.txt',
    perChunkOutput: true,
    excludedPackageTest: (name) => name.startsWith('@few-shot-segment/'),
    // The plugin overlooks modules that webpack concatenates.
    additionalModules: Object.keys(dependencies).map((name) => ({ name, directory: packageFolder(name) })),
    licenseTextOverrides: {
      ...Object.fromEntries(tensorflowPackages.map((name) => [name, apacheLicense])),
      // Its README ends with the licence.
      seedrandom: readFileSync(path.join(packageFolder('seedrandom'), 'README.md'), 'utf8').split(
        /^LICENSE \(MIT\)\n-+\n/m,
      )[1],
    },
  });

const base = (name, entry, directory) => ({
  name,
  context: root,
  entry: { [name]: entry },
  target: 'web',
  experiments: { outputModule: true },
  output: {
    path: path.join(root, directory),
    filename: '[name].js',
    chunkFilename: '[name].js',
    module: true,
    chunkFormat: 'module',
    library: { type: 'module' },
    clean: false,
  },
  resolve: {
    extensions: ['.ts', '.tsx', '.js'],
    fallback: {
      fs: false,
      path: false,
      crypto: false,
      os: false,
      util: false,
      perf_hooks: false,
      worker_threads: false,
    },
  },
  module: {
    // Left unchanged: `import.meta.url` is the URL from which the viewer loaded the file.
    parser: { javascript: { importMeta: false } },
    rules: [
      { test: /\.css$/, type: 'asset/source' },
      {
        test: /\.tsx?$/,
        exclude: /node_modules/,
        loader: 'swc-loader',
        options: {
          jsc: {
            parser: { syntax: 'typescript', tsx: true },
            target: 'es2022',
            transform: { react: { runtime: 'automatic' } },
          },
        },
      },
    ],
  },
  // OHIF lends its own modules at run time, but not this small one.
  externals: [/^@ohif\//, /^@cornerstonejs\/(?!calculate-suv$)/],
  optimization: { splitChunks: false },
  performance: { hints: false },
  devtool: 'source-map',
});

const worker = base('few-shot-worker', './src/worker/entry.ts', 'extension/dist');
worker.target = 'webworker';
// TF.js starts its WASM threads from the source text of one of its functions, which checks for an outer
// variable with `typeof _scriptDir`. Renaming that variable or folding the check breaks every thread.
worker.optimization.minimizer = [
  new TerserPlugin({
    extractComments: false,
    terserOptions: { compress: false, mangle: { reserved: ['_scriptDir'] }, format: { comments: false } },
  }),
];
// The map of TF.js alone is 18 MB.
worker.devtool = false;
worker.plugins = [
  licenses(),
  new CopyPlugin({
    patterns: [
      { from: '*.wasm', context: path.join(root, 'node_modules/@tensorflow/tfjs-backend-wasm/dist') },
      { from: 'src/networks/initial-network.bin' },
    ],
  }),
];

const extension = base('extension', './extension/src/index.ts', 'extension/dist');
extension.plugins = [licenses()];
extension.optimization.minimizer = [new TerserPlugin({ extractComments: false })];

export default [
  worker,
  extension,
  base('mode', './modes/few-shot-segment/src/index.ts', 'modes/few-shot-segment/dist'),
];
