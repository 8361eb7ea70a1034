import * as tf from '@tensorflow/tfjs';
import type { BackendName } from '../../src/backends/BackendStatus';
import { startBackend } from '../../src/backends/startBackend';
import type { InPlaceKernelName, KernelName } from '../../src/backends/kernels/contract';
import { registeredName } from '../../src/backends/kernels/registeredName';
import { KERNELS } from '../../src/backends/registry';
import { EngineService } from '../../src/worker/EngineService';
import { measure, selfTest } from '../../src/worker/selfTest';
import { SELF_TEST_NUMBERS } from '../../src/worker/selfTestNumbers';
import { describeOnBackends, describeOnWasm, WASM_ASSETS } from '../support/backends';

/**
 * The limit on the reader's computer is 1500; a busy test machine gets more, and far more for software
 * WebGPU.
 */
const MAX_MS = { wasm: 5000, cpu: 10_000, webgpu: 30_000 };

jest.setTimeout(60_000);

const verify = async () => (await selfTest()).wrong;

/**
 * Puts a kernel over one of the present backend while `work` runs: its first output is off, or it does
 * nothing.
 */
async function withWrongKernel<T>(
  kernel: KernelName | InPlaceKernelName,
  factor: number,
  work: () => Promise<T>,
): Promise<T> {
  const backendName = tf.getBackend();
  const kernelName = registeredName(kernel);
  const right = tf.getKernel(kernelName, backendName);
  if (!right) throw new Error(`${backendName} has no ${kernelName}`);
  tf.unregisterKernel(kernelName, backendName);
  tf.registerKernel({
    ...right,
    kernelFunc: (call) => {
      if (factor === 0) return [];
      const result = right.kernelFunc(call);
      const outputs = [result].flat();
      const { dataId, shape, dtype } = outputs[0];
      const wrong = tf.engine().makeTensorFromDataId(dataId, shape, dtype).mul(factor);
      return Array.isArray(result) ? [wrong, ...result.slice(1)] : wrong;
    },
  });
  try {
    return await work();
  } finally {
    tf.unregisterKernel(kernelName, backendName);
    tf.registerKernel(right);
  }
}

describeOnBackends('self-test', () => {
  it('passes with the right kernels, in time, and frees every tensor', async () => {
    const before = tf.memory().numTensors;
    const { wrong, ms, got } = await selfTest();
    expect(wrong).toBeUndefined();
    expect(ms).toBeLessThan(MAX_MS[tf.getBackend() as BackendName]);
    expect(Object.keys(got)).toEqual(Object.keys(SELF_TEST_NUMBERS));
    expect(tf.memory().numTensors).toBe(before);
  });
});

// What is noticed does not depend on the backend, only on which kernel is wrong.
describeOnWasm('self-test', () => {
  it('notices what is missing and what is not a number', async () => {
    const [[name, right]] = Object.entries(SELF_TEST_NUMBERS);
    expect((await selfTest({ [name]: right })).wrong).toBeUndefined();
    expect((await selfTest({ [name]: 1.01 * right })).wrong).toContain(name);
    expect((await selfTest({ ...SELF_TEST_NUMBERS, 'never measured': 1 })).wrong).toContain('never measured');
    expect((await selfTest({ [name]: NaN })).wrong).toContain('NaN');
  });

  const changed = (Object.keys(KERNELS) as KernelName[]).filter((name) => name !== 'Upsample2Gradient');
  it.each(changed)('notices that %s is 1 % off', async (kernel) => {
    expect(await withWrongKernel(kernel, 1.01, verify)).toMatch(/measured .* where .* is right/);
  });

  it.each(['Adam', 'MovingAverage'] as const)('notices that %s does nothing', async (kernel) => {
    expect(await withWrongKernel(kernel, 0, verify)).toMatch(/measured .* where .* is right/);
  });
});

describe('a backend that computes wrongly', () => {
  it('is refused by its name, with what is wrong', async () => {
    await startBackend('wasm', WASM_ASSETS);
    const start = withWrongKernel('Convolution', 1.01, () => startBackend('wasm', WASM_ASSETS, verify));
    await expect(start).rejects.toThrow(/WASM computes wrongly .* is right \(segmenter/);
    const engine = new EngineService();
    const started = withWrongKernel('Convolution', 1.01, () =>
      engine.start({ backend: 'wasm', assetsUrl: WASM_ASSETS }),
    );
    await expect(started).rejects.toMatchObject({ code: 'no-backend' });
  });

  it('is refused when it throws', async () => {
    const start = startBackend('wasm', WASM_ASSETS, async () => Promise.reject(new Error('a bad shader')));
    await expect(start).rejects.toThrow(/a bad shader/);
  });

  it('is used, with the time that the test took, when it is right', async () => {
    const { status } = await startBackend('wasm', WASM_ASSETS, verify);
    expect(status.selfTestMs).toBeGreaterThan(0);
    expect((await startBackend('wasm', WASM_ASSETS)).status.selfTestMs).toBe(0);
  });
});

it('the stored numbers are those of the CPU kernels', async () => {
  await startBackend('cpu', '');
  for (const [name, value] of Object.entries(await measure())) {
    expect([name, SELF_TEST_NUMBERS[name] / value]).toEqual([name, expect.closeTo(1, 5)]);
  }
});
