import * as tf from '@tensorflow/tfjs';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { Kernel } from '../../src/backends/kernels/contract';
import { startBackend } from '../../src/backends/startBackend';
import { Dispatcher } from '../../src/backends/webgpu/Dispatcher';
import { rectify } from '../../src/ops/rectify';
import { installWebGPU, missingWebGPU } from '../support/webgpuInNode';
import type { KernelCase } from './kernelCases';
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
      expect(await errorOn(test)).toBeLessThan(test.tolerance ?? TOLERANCE);
    });

    // Software adapters run without workgroup memory; real ones with it where the channels allow.
    const convolutions = KERNEL_CASES.filter(({ kernel }) => kernel.startsWith(Kernel.Convolution));
    it.each(convolutions.map((test) => [test.name, test] as const))('%s, cooperating', async (_, test) => {
      const dispatcher = Dispatcher.of(tf.findBackend('webgpu') as WebGPUBackend);
      expect(dispatcher.cooperative).toBe(false);
      dispatcher.cooperative = true;
      try {
        expect(await errorOn(test)).toBeLessThan(test.tolerance ?? TOLERANCE);
      } finally {
        dispatcher.cooperative = false;
      }
    });

    it('names the operation, the shape and the limit that a tensor exceeds', async () => {
      await tf.setBackend('webgpu');
      const { device } = tf.backend() as WebGPUBackend;
      const { limits } = device;
      const pretend = (value: object) =>
        Object.defineProperty(device, 'limits', { value, configurable: true });
      pretend({ maxStorageBufferBindingSize: 1024, maxComputeWorkgroupsPerDimension: 4 });
      const x = tf.zeros<tf.Rank.R4>([1, 9, 10, 3]);
      expect(() => rectify(x, 0.2)).toThrow(/rectify: .*\[1, 9, 10, 3\] has 1080 bytes.*at most 1024/);
      pretend({ maxStorageBufferBindingSize: 1 << 20, maxComputeWorkgroupsPerDimension: 4 });
      const large = tf.zeros<tf.Rank.R4>([1, 64, 64, 3]);
      expect(() => rectify(large, 0.2)).toThrow(/rectify: .*\[1, 64, 64, 3\].*at most 4 x 4/);
      pretend(limits);
      tf.dispose([x, large]);
    });

    it('runs more workgroups than one dimension of a dispatch has', async () => {
      await tf.setBackend('webgpu');
      const { maxComputeWorkgroupsPerDimension: limit } = (tf.backend() as WebGPUBackend).device.limits;
      const size = 64 * limit + 100;
      const values = new Float32Array(size).fill(-1);
      values[size - 1] = 7;
      const x = tf.tensor1d(values);
      const y = rectify(x, 0.5);
      const result = await y.data();
      expect([result[0], result[size - 2], result[size - 1]]).toEqual([-0.5, -0.5, 7]);
      tf.dispose([x, y]);
    });
  },
);

/** Error of a case on WebGPU against the plain CPU kernels; also that it leaves no tensor behind. */
async function errorOn(test: KernelCase): Promise<number> {
  await tf.setBackend('cpu');
  const expected = await runCase(test);
  await tf.setBackend('webgpu');
  const tensors = tf.memory().numTensors;
  const error = caseError(await runCase(test), expected);
  expect(tf.memory().numTensors).toBe(tensors);
  return error;
}
