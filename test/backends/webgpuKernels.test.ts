import * as tf from '@tensorflow/tfjs';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { Kernel } from '../../src/backends/kernels/contract';
import { startBackend } from '../../src/backends/startBackend';
import { useHalfStorage } from '../../src/backends/useHalfStorage';
import { Dispatcher } from '../../src/backends/webgpu/Dispatcher';
import { sharesMemory } from '../../src/backends/webgpu/sharedConvolution';
import { rectify } from '../../src/ops/rectify';
import { installWebGPU, missingWebGPU } from '../support/webgpuInNode';
import type { KernelCase, Values } from './kernelCases';
import { caseError, KERNEL_CASES, runCase, TOLERANCE } from './kernelCases';

jest.setTimeout(120_000);

/** Of operands rounded to 11 binary digits. */
const HALF_TOLERANCE = 2e-3;

const missing = missingWebGPU();
const suite = missing ? describe.skip : describe;

suite(
  `WebGPU kernels compute what the plain CPU kernels compute${missing ? ` (skipped: ${missing})` : ''}`,
  () => {
    beforeAll(async () => {
      installWebGPU();
      await startBackend('cpu', '');
      await startBackend('webgpu', '');
      // As on a software adapter, also where there is a real one: both variants are run.
      Dispatcher.of(tf.findBackend('webgpu') as WebGPUBackend).cooperative = false;
    });

    afterAll(() => tf.removeBackend('webgpu'));

    it.each(KERNEL_CASES.map((test) => [test.name, test] as const))('%s', async (_, test) => {
      expect(await errorOn(test)).toBeLessThan(test.tolerance ?? TOLERANCE);
    });

    // Real adapters use workgroup memory where the channels allow.
    const convolutions = KERNEL_CASES.filter(({ kernel }) => kernel.startsWith(Kernel.Convolution));
    it.each(convolutions.map((test) => [test.name, test] as const))('%s, cooperating', async (_, test) => {
      expect(await cooperating(() => errorOn(test))).toBeLessThan(test.tolerance ?? TOLERANCE);
    });

    const kernels = [
      Kernel.Convolution,
      Kernel.ConvolutionInputGradient,
      Kernel.ConvolutionFilterGradient,
    ] as const;
    const sharing = (kernel: string) =>
      convolutions.filter((test) => test.kernel === kernel && sharesMemory(...channelsOf(test)));

    it.each(kernels)('%s with half storage is as precise as halves are', async (kernel) => {
      const errors: number[] = [];
      for (const test of sharing(kernel)) {
        const error = await cooperating(() => errorOn(test), true);
        if (!(error < HALF_TOLERANCE)) throw new Error(`${test.name}: ${error}`);
        errors.push(error);
      }
      const largest = Math.max(...errors);
      say(`${kernel}: ${errors.length} cases, largest error ${largest.toExponential(1)}`);
      // Were it smaller, nothing would have been stored in half.
      expect(largest).toBeGreaterThan(TOLERANCE);
    });

    // In a transposed convolution `x` is the gradient, in a gradient of second order the filter may be.
    it.each([
      [Kernel.Convolution, 'x'],
      [Kernel.Convolution, 'filter'],
      [Kernel.ConvolutionInputGradient, 'dy'],
      [Kernel.ConvolutionFilterGradient, 'x'],
      [Kernel.ConvolutionFilterGradient, 'dy'],
    ] as const)('%s with half storage keeps a tiny %s', async (kernel, operand) => {
      const test = withValues(sharing(kernel)[1], operand, 'tiny');
      const error = await cooperating(() => errorOn(test), true);
      say(`${kernel}: ${operand} of magnitude 1e-6, error ${error.toExponential(1)}`);
      expect(error).toBeLessThan(HALF_TOLERANCE);
    });

    it.each(kernels)(
      '%s with half storage stays finite where a value is too large for it',
      async (kernel) => {
        const [test] = sharing(kernel);
        const operand = 'dy' in test.inputs ? 'dy' : 'x';
        await tf.setBackend('webgpu');
        const [values] = await cooperating(() => runCase(withValues(test, operand, 'offset')), true);
        expect(values.every(Number.isFinite)).toBe(true);
      },
    );

    it('switches storage for a convolution that has run before', async () => {
      const [, test] = sharing(Kernel.Convolution);
      expect(await cooperating(() => errorOn(test))).toBeLessThan(TOLERANCE);
      expect(await cooperating(() => errorOn(test), true)).toBeGreaterThan(TOLERANCE);
      expect(await cooperating(() => errorOn(test))).toBeLessThan(TOLERANCE);
    });

    it('refuses half storage where it would change nothing', async () => {
      await tf.setBackend('webgpu');
      expect(() => useHalfStorage(true)).toThrow(/software adapter/);
      await tf.setBackend('cpu');
      expect(() => useHalfStorage(true)).toThrow(/needs WebGPU, but the backend is cpu/);
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

const say = (line: string) => void process.stderr.write(`half storage: ${line}\n`);

/** Runs something as on a real adapter, through workgroup memory. */
async function cooperating<Result>(run: () => Promise<Result>, half = false): Promise<Result> {
  const dispatcher = Dispatcher.of(tf.findBackend('webgpu') as WebGPUBackend);
  expect([dispatcher.cooperative, dispatcher.halfStorage]).toEqual([false, false]);
  Object.assign(dispatcher, { cooperative: true, halfStorage: half });
  try {
    return await run();
  } finally {
    Object.assign(dispatcher, { cooperative: false, halfStorage: false });
  }
}

/** Channels that a convolution's kernel gathers and produces. */
function channelsOf({ kernel, inputs: { x, dy, filter } }: KernelCase): [number, number] {
  const last = (input: KernelCase['inputs'][string]) => input[0][input[0].length - 1];
  if (kernel === Kernel.ConvolutionInputGradient) return [last(dy), filter[0][2]];
  return [last(x), last(filter ?? dy)];
}

function withValues(test: KernelCase, operand: string, values: Values): KernelCase {
  return { ...test, inputs: { ...test.inputs, [operand]: [test.inputs[operand][0], values] } };
}

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
