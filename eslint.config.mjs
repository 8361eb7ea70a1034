import boundaries from 'eslint-plugin-boundaries';
import tseslint from 'typescript-eslint';

/**
 * The import direction of the house, as errors:
 *   modes -> extension -> worker client -> worker -> learning/inference -> networks -> ops -> backends
 * `data` holds plain types and array mathematics that every layer may use.
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
    files: ['**/*.ts', '**/*.tsx'],
    plugins: { boundaries },
    settings: {
      'import/resolver': { typescript: { project: './tsconfig.json' } },
      'boundaries/elements': [
        layer('data', 'src/data'),
        layer('backends', 'src/backends'),
        layer('ops', 'src/ops'),
        layer('networks', 'src/networks'),
        layer('learning', 'src/learning'),
        layer('propagation', 'src/propagation'),
        layer('inference', 'src/inference'),
        layer('review', 'src/review'),
        layer('storage', 'src/storage'),
        layer('dicom', 'src/dicom'),
        layer('worker', 'src/worker'),
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
      'boundaries/dependencies': [
        'error',
        {
          default: 'disallow',
          policies: [
            allow('data'),
            allow('backends', 'data'),
            allow('ops', 'backends'),
            allow('networks', 'ops', 'data'),
            allow('propagation', 'data'),
            allow('learning', 'networks', 'ops', 'propagation', 'data'),
            allow('inference', 'networks', 'ops', 'propagation', 'data'),
            allow('storage', 'networks', 'data'),
            allow(
              'worker',
              'learning',
              'inference',
              'storage',
              'backends',
              'networks',
              'propagation',
              'data',
            ),
            allow('review', 'data'),
            allow('dicom', 'data'),
            allow('extension', 'worker', 'dicom', 'propagation', 'review', 'data'),
            allow('mode', 'extension'),
            allow('demo', 'dicom', 'data'),
            allow(
              'cli',
              'dicom',
              'worker',
              'learning',
              'propagation',
              'inference',
              'storage',
              'backends',
              'networks',
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
