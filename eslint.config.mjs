import stylistic from '@stylistic/eslint-plugin';
import { createTypeScriptImportResolver } from 'eslint-import-resolver-typescript';
import boundaries from 'eslint-plugin-boundaries';
import importX from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';

/** As prettier's, which wraps code and leaves comments as they are. */
const PRINT_WIDTH = 110;

/**
 * The import direction of the repository, as errors:
 *   modes -> extension -> worker client -> worker -> learning/inference -> networks -> ops -> backends
 * and within the extension:
 *   panel -> session -> adapters -> ohif, with the commands above the session and `state` below the adapters.
 * `data` holds plain types and array mathematics that every layer may use. Every folder of sources must be
 * listed.
 */
const layer = (type, pattern) => ({ type, pattern });
const allow = (from, ...to) => ({
  from: { element: { type: from } },
  allow: { to: { element: { type: [from, ...to] } } },
});

export default tseslint.config(
  // The AssemblyScript sources are checked by their own compiler.
  {
    ignores: [
      '**/node_modules',
      '**/dist',
      '.data',
      '.cache',
      'test-results',
      'coverage',
      'src/backends/wasm/assembly',
    ],
  },
  ...tseslint.configs.recommended,
  {
    files: ['**/*.ts', '**/*.tsx', '**/*.js', '**/*.mjs'],
    plugins: { 'import-x': importX, '@stylistic': stylistic },
    settings: {
      'import-x/resolver-next': [createTypeScriptImportResolver({ project: './tsconfig.json' })],
    },
    rules: {
      // Cycles through types alone, and cycles between folders, are found by dependency-cruiser.
      'import-x/no-cycle': 'error',
      '@stylistic/max-len': [
        'error',
        { code: Number.MAX_SAFE_INTEGER, comments: PRINT_WIDTH, ignoreUrls: true },
      ],
    },
  },
  {
    files: ['**/*.ts', '**/*.tsx'],
    plugins: { boundaries },
    settings: {
      'import/resolver': { typescript: { project: './tsconfig.json' } },
      'boundaries/elements': [
        layer('data', 'src/data'),
        layer('dicom', 'src/dicom'),
        layer('review', 'src/review'),
        layer('correction', 'src/correction'),
        layer('backends', 'src/backends'),
        layer('ops', 'src/ops'),
        layer('networks', 'src/networks'),
        layer('learning', 'src/learning'),
        layer('propagation', 'src/propagation'),
        layer('inference', 'src/inference'),
        layer('storage', 'src/storage'),
        layer('worker', 'src/worker'),
        layer('ohif', 'extension/src/ohif'),
        layer('state', 'extension/src/state'),
        layer('adapters', 'extension/src/adapters'),
        layer('session', 'extension/src/session'),
        layer('commands', 'extension/src/commands'),
        layer('panel', 'extension/src/panel'),
        layer('extension', 'extension/src'),
        layer('mode', 'modes/*/src'),
        layer('demo', 'demo'),
        layer('cli', 'cli'),
        layer('research', 'research'),
        layer('test', 'test'),
      ],
    },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      'boundaries/no-unknown-files': 'error',
      'boundaries/dependencies': [
        'error',
        {
          default: 'disallow',
          policies: [
            allow('data'),
            allow('dicom', 'data'),
            allow('review', 'data'),
            allow('correction', 'data'),
            allow('backends', 'data'),
            allow('ops', 'backends'),
            allow('networks', 'ops', 'data'),
            allow('propagation', 'data'),
            allow('learning', 'networks', 'ops', 'propagation', 'data'),
            allow('inference', 'networks', 'ops', 'propagation', 'data'),
            allow('storage', 'networks', 'review', 'data'),
            allow(
              'worker',
              'learning',
              'inference',
              'storage',
              'backends',
              'networks',
              'ops',
              'propagation',
              'data',
            ),
            allow('ohif', 'dicom', 'data'),
            allow('state', 'worker', 'review', 'dicom', 'data'),
            allow('adapters', 'ohif', 'state', 'worker', 'review', 'correction', 'dicom', 'data'),
            allow(
              'session',
              'adapters',
              'ohif',
              'state',
              'worker',
              'storage',
              'review',
              'correction',
              'propagation',
              'dicom',
              'data',
            ),
            allow('commands', 'session', 'adapters', 'ohif', 'state', 'worker', 'review', 'data'),
            allow('panel', 'session', 'ohif', 'state', 'worker', 'review', 'data'),
            allow('extension', 'commands', 'panel', 'session', 'ohif', 'state'),
            allow('mode', 'extension'),
            // The demo's volumes are read as the command line reads its own.
            allow('demo', 'cli', 'dicom', 'data'),
            allow(
              'cli',
              'worker',
              'learning',
              'propagation',
              'inference',
              'storage',
              'backends',
              'networks',
              'dicom',
              'data',
            ),
          ],
        },
      ],
    },
  },
  {
    // Tests and research may import everything; `test/demo` would also be taken for `demo`.
    files: ['test/**/*.ts', 'test/**/*.tsx', 'research/**/*.ts'],
    rules: { 'boundaries/dependencies': 'off' },
  },
  {
    // Nothing that learns may know which backend runs it.
    files: ['src/networks/**/*.ts', 'src/learning/**/*.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          paths: ['@tensorflow/tfjs-backend-wasm', '@tensorflow/tfjs-backend-webgpu'].map((name) => ({
            name,
          })),
        },
      ],
    },
  },
);
