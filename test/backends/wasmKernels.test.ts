import * as tf from '@tensorflow/tfjs';
import { startBackend } from '../../src/backends/startBackend';
import { WASM_ASSETS } from '../support/backends';
import { caseError, KERNEL_CASES, runCase, TOLERANCE } from './kernelCases';

describe('WASM kernels compute what the plain CPU kernels compute', () => {
  beforeAll(async () => {
    await startBackend('cpu', '');
    await startBackend('wasm', WASM_ASSETS);
  });

  it.each(KERNEL_CASES.map((test) => [test.name, test] as const))('%s', async (_, test) => {
    await tf.setBackend('cpu');
    const expected = await runCase(test);
    await tf.setBackend('wasm');
    const tensors = tf.memory().numTensors;
    const actual = await runCase(test);
    expect(caseError(actual, expected)).toBeLessThan(test.tolerance ?? TOLERANCE);
    expect(tf.memory().numTensors).toBe(tensors);
  });
});
