import { existsSync } from 'node:fs';
import { buildWasmKernels } from './src/backends/wasm/build.mjs';

await buildWasmKernels();

// WebGPU in Node: the software adapter that Debian's Chromium brings, unless a driver is named. Set here and
// not in a test, whose environment is a copy that native code does not see.
const swiftshader = '/usr/lib/chromium/vk_swiftshader_icd.json';
if (existsSync(swiftshader)) process.env.VK_ICD_FILENAMES ??= swiftshader;

const transform = {
  '^.+\\.(ts|tsx|mjs|js)$': [
    '@swc/jest',
    {
      jsc: {
        parser: { syntax: 'typescript', tsx: true },
        target: 'es2022',
        transform: { react: { runtime: 'automatic' } },
      },
      module: { type: 'commonjs' },
    },
  ],
};
const base = {
  transform,
  testEnvironment: 'node',
  // Jest looks up every global in its sandbox on each access, which halves the speed of numeric code. These
  // are passed to each file when it is loaded instead: replacing one of them later has no effect, and no file
  // may declare one of these names at its top level.
  sandboxInjectedGlobals: [
    'Math',
    'Number',
    'Array',
    'Float32Array',
    'Float64Array',
    'Uint8Array',
    'Int32Array',
    'Object',
    'Map',
    'Set',
    'Promise',
    'Error',
  ],
  extensionsToTreatAsEsm: [],
  // nifti-reader-js is published as ES modules only, which jest reads as CommonJS.
  moduleNameMapper: {
    '^nifti-reader-js$': '<rootDir>/node_modules/nifti-reader-js/dist/nifti.js',
    // Its source declares `Promise`, see above; its bundle does so within a function.
    '^workerpool$': '<rootDir>/node_modules/workerpool/dist/workerpool.js',
    '\\.css$': '<rootDir>/test/support/emptyStyles.ts',
  },
  // Published as ES modules only.
  transformIgnorePatterns: ['/node_modules/(?!(nifti-reader-js|p-retry|is-network-error)/)'],
};

/**
 * Tests that train, compute on software WebGPU, start processes or read the build. `npm run test:unit` leaves
 * them out to stay below three minutes; `npm test` runs everything.
 */
const slow = [
  'test/backends/(nodeThreads|webgpu)',
  'test/build/',
  'test/cli/(badInput|colour|commands|datasets|foreground|group|methods|threads)',
  'test/cohort/cohort',
  'test/demo/(demoStudies|durability|hostileFiles|load|lockFolder|pacsProxy|start)',
  'test/golden/',
  'test/learning/(hypergradient/|initialise|resume|search|threeLevels|train)',
  'test/networks/segmenter',
  'test/onnx/',
  'test/ops/(attention|chain|convolution|optimisers)',
  'test/research/',
  'test/worker/(engine|selfTest)',
];

/** Browser tests that measure time, or how far a training gets in it. */
const timed = ['test/browser/mainJob.test.ts'];

export default {
  testSequencer: '<rootDir>/test/support/slowFirst.mjs',
  projects: [
    {
      ...base,
      displayName: 'unit',
      testMatch: ['<rootDir>/test/**/*.test.ts', '<rootDir>/test/**/*.test.tsx'],
      testPathIgnorePatterns: [
        '<rootDir>/test/browser/',
        '<rootDir>/test/pacs/',
        ...slow.map((path) => `<rootDir>/${path}`),
      ],
    },
    {
      ...base,
      displayName: 'slow',
      testMatch: ['<rootDir>/test/**/*.test.ts'],
      testPathIgnorePatterns: [
        '<rootDir>/test/browser/',
        `<rootDir>/test/(?!${slow.map((path) => path.replace('test/', '')).join('|')})`,
      ],
    },
    {
      ...base,
      displayName: 'browser',
      testMatch: ['<rootDir>/test/browser/**/*.test.ts'],
      testPathIgnorePatterns: timed.map((path) => `<rootDir>/${path}`),
    },
    // By `npm run test:pacs` only.
    { ...base, displayName: 'pacs', testMatch: ['<rootDir>/test/pacs/**/*.test.ts'] },
    { ...base, displayName: 'timed', testMatch: timed.map((path) => `<rootDir>/${path}`) },
  ],
};
