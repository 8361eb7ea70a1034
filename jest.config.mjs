import { existsSync } from 'node:fs';
import { buildWasmKernels } from './src/backends/wasm/build.mjs';

await buildWasmKernels();

// WebGPU in Node: the software adapter that Debian's Chromium brings, unless a driver is named. Set here and not in a
// test, whose environment is a copy that native code does not see.
const swiftshader = '/usr/lib/chromium/vk_swiftshader_icd.json';
if (existsSync(swiftshader)) process.env.VK_ICD_FILENAMES ??= swiftshader;

/** Unit and archive tests. The browser tests use the same runner with `--selectProjects browser`. */
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
  // Jest looks each global up in its sandbox anew, which makes numeric code half as fast. These are handed to each file when it is
  // loaded: what replaces one of them later is not seen, and no file may declare the name at its top.
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
  moduleNameMapper: { '^nifti-reader-js$': '<rootDir>/node_modules/nifti-reader-js/dist/nifti.js' },
  transformIgnorePatterns: ['/node_modules/(?!nifti-reader-js/)'],
};

export default {
  projects: [
    {
      ...base,
      displayName: 'unit',
      testMatch: ['<rootDir>/test/**/*.test.ts', '<rootDir>/test/**/*.test.tsx'],
      testPathIgnorePatterns: ['<rootDir>/test/browser/'],
    },
    { ...base, displayName: 'browser', testMatch: ['<rootDir>/test/browser/**/*.test.ts'] },
  ],
};
