import * as tf from '@tensorflow/tfjs';
import { startBackend } from '../../src/backends/startBackend';
import { installWebGPU, missingWebGPU } from '../support/webgpuInNode';
import { caseError, KERNEL_CASES, runCase, TOLERANCE } from './kernelCases';

jest.setTimeout(120_000);

const missing = missingWebGPU();
const suite = missing ? describe.skip : describe;

suite(
  `WebGPU kernels compute what the plain CPU kernels compute${missing ? ` (skipped: ${missing})` : ''}`,
  () => {
    beforeAll(async () => {
      installWebGPU();
      await startBackend('cpu', '');
      await startBackend('webgpu', '');
    });

    afterAll(() => tf.removeBackend('webgpu'));

    it.each(KERNEL_CASES.map((test) => [test.name, test] as const))('%s', async (_, test) => {
      await tf.setBackend('cpu');
      const expected = await runCase(test);
      await tf.setBackend('webgpu');
      const tensors = tf.memory().numTensors;
      const actual = await runCase(test);
      expect(caseError(actual, expected)).toBeLessThan(test.tolerance ?? TOLERANCE);
      expect(tf.memory().numTensors).toBe(tensors);
    });
  },
);
