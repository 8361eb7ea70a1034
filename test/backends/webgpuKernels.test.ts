import * as tf from '@tensorflow/tfjs';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { startBackend } from '../../src/backends/startBackend';
import { useHalfStorage } from '../../src/backends/useHalfStorage';
import { Dispatcher } from '../../src/backends/webgpu/Dispatcher';
import { sharesMemory } from '../../src/backends/webgpu/sharedConvolution';
import { convolve } from '../../src/ops/convolve';
import { normalise } from '../../src/ops/normalise';
import { rectify } from '../../src/ops/rectify';
import type { KernelCase, Spec, Values } from '../support/kernelCases';
import { caseError, errorAgainstCpu, runCase, TOLERANCE } from '../support/kernelCases';
import { describeOnWebGPU } from '../support/webgpuInNode';
import { KERNEL_CASES } from './kernelCases';

/** For operands rounded to 11 binary digits. */
const HALF_TOLERANCE = 2e-3;

const inputsOf = ({ inputs }: KernelCase) => inputs as Record<string, Spec>;

const errorOn = (test: KernelCase) => errorAgainstCpu('webgpu', test);

describeOnWebGPU('kernels', () => {
  beforeAll(async () => {
    await startBackend('cpu', '');
    // Uses the kernels for software adapters, even if there is a real one: both variants are tested.
    Dispatcher.of(tf.findBackend('webgpu') as WebGPUBackend).cooperative = false;
  });

  it.each(KERNEL_CASES)('$name', async (test) => {
    expect(await errorOn(test)).toBeLessThan(test.tolerance ?? TOLERANCE);
  });

  // Real adapters use workgroup memory if the channels allow it; otherwise the programs are the same.
  const convolutions = KERNEL_CASES.filter(({ kernel }) => kernel.startsWith('Convolution')).filter((test) =>
    sharesMemory(...channelsOf(test)),
  );
  // Software runs barriers slowly: a few normalisations of few values.
  const normalisations = KERNEL_CASES.filter(({ kernel }) => kernel.startsWith('Normalise'))
    .filter((test) => inputsOf(test).x[0].reduce((a, b) => a * b) < 3000)
    .filter((_, i) => i % 7 === 0);
  // Of every second shape, for the same reason.
  const someShapes = convolutions.filter((_, i) => i % 2 === 0);
  it.each([...someShapes, ...normalisations])('$name, cooperating', async (test) => {
    expect(await cooperating(() => errorOn(test))).toBeLessThan(test.tolerance ?? TOLERANCE);
  });

  // Sums of parts that normalisations add, and statistics that a convolution computes for one.
  it.each([
    ['many channels of few pixels', [1, 2, 3, 128], 3, 16],
    ['many pixels', [2, 52, 52, 16], 1, 16],
  ] as const)('layers of %s and their gradients, cooperating', async (_, shape, edge, middle) => {
    const [cpu, webgpu] = [await layers('cpu'), await cooperating(() => layers('webgpu'))];
    expect(caseError(webgpu, cpu)).toBeLessThan(1e-4);

    async function layers(backend: string): Promise<Float32Array[]> {
      await tf.setBackend(backend);
      const random = (size: readonly number[], seed: number) =>
        tf.randomNormal(size as [number], 0, 1, 'float32', seed) as tf.Tensor;
      const channels = shape[3];
      const inputs = [
        random(shape, 1),
        random([edge, edge, channels, middle], 2),
        random([middle], 3),
        random([middle], 4),
        random([edge, edge, middle, channels], 5),
      ];
      const padding = [edge >> 1, edge >> 1, edge >> 1, edge >> 1] as const;
      const run = (...[x, first, gamma, beta, second]: tf.Tensor[]) => {
        const convolved = convolve(x as tf.Tensor4D, first as tf.Tensor4D, { padding, isNormalised: true });
        const { y } = normalise(convolved, gamma as tf.Tensor1D, beta as tf.Tensor1D, { slope: 0.2 });
        return convolve(y, second as tf.Tensor4D, { padding });
      };
      const results = tf.tidy(() => [run(...inputs), ...tf.grads(run)(inputs, random(shape, 6))]);
      const values = await Promise.all(results.map(async (one) => Float32Array.from(await one.data())));
      tf.dispose([results, inputs]);
      return values;
    }
  });

  const kernels = ['Convolution', 'ConvolutionInputGradient', 'ConvolutionFilterGradient'] as const;
  const sharing = (kernel: string) => convolutions.filter((test) => test.kernel === kernel);

  it.each(kernels)('%s with half storage is as precise as halves are', async (kernel) => {
    const errors: number[] = [];
    // Half storage is off by default: a few cases are enough.
    for (const test of sharing(kernel).filter((_, i) => i % 8 === 0)) {
      const error = await cooperating(() => errorOn(test), true);
      if (!(error < HALF_TOLERANCE)) throw new Error(`${test.name}: ${error}`);
      errors.push(error);
    }
    const largest = Math.max(...errors);
    say(`${kernel}: ${errors.length} cases, largest error ${largest.toExponential(1)}`);
    // A smaller error would mean that nothing was stored in half precision.
    expect(largest).toBeGreaterThan(TOLERANCE);
  });

  // In a transposed convolution, `x` is the gradient; in a second-order gradient, the filter may be one.
  it.each([
    ['Convolution', 'x'],
    ['Convolution', 'filter'],
    ['ConvolutionInputGradient', 'dy'],
    ['ConvolutionFilterGradient', 'x'],
    ['ConvolutionFilterGradient', 'dy'],
  ] as const)('%s with half storage keeps a tiny %s', async (kernel, operand) => {
    const test = withValues(sharing(kernel)[1], operand, 'tiny');
    const error = await cooperating(() => errorOn(test), true);
    say(`${kernel}: ${operand} of magnitude 1e-6, error ${error.toExponential(1)}`);
    expect(error).toBeLessThan(HALF_TOLERANCE);
  });

  it.each(kernels)('%s with half storage stays finite where a value is too large for it', async (kernel) => {
    const [test] = sharing(kernel);
    const operand = 'dy' in test.inputs ? 'dy' : 'x';
    await tf.setBackend('webgpu');
    const [values] = await cooperating(() => runCase(withValues(test, operand, 'offset')), true);
    expect(values.every(Number.isFinite)).toBe(true);
  });

  it('switches storage for a convolution that has run before', async () => {
    const [, test] = sharing('Convolution');
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
    const pretend = (value: object) => Object.defineProperty(device, 'limits', { value, configurable: true });
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
});

const say = (line: string) => void process.stderr.write(`half storage: ${line}\n`);

/** Runs a function with the kernels for real adapters, which use workgroup memory. */
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

/** Numbers of channels that a convolution's kernel gathers and produces. */
function channelsOf(test: KernelCase): [number, number] {
  const { x, dy, filter } = inputsOf(test);
  const last = ([shape]: Spec) => shape[shape.length - 1];
  if (test.kernel === 'ConvolutionInputGradient') return [last(dy), filter[0][2]];
  return [last(x), last(filter ?? dy)];
}

function withValues(test: KernelCase, operand: string, values: Values): KernelCase {
  const inputs = inputsOf(test);
  return { ...test, inputs: { ...inputs, [operand]: [inputs[operand][0], values] } } as KernelCase;
}
