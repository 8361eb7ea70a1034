import * as tf from '@tensorflow/tfjs';
import { startBackend } from '../../src/backends/startBackend';
import { WASM_ASSETS } from '../support/backends';

/** A WebGPU that starts, as far as TF.js can tell. */
jest.mock('../../src/backends/startWebGPU', () => ({
  startWebGPU: async () => ({
    started: {
      status: { name: 'webgpu', label: 'WebGPU (odd card)', reason: '', software: false },
      lost: new Promise(() => undefined),
    },
  }),
}));

describe('a WebGPU that computes wrongly', () => {
  beforeEach(
    () => void tf.registerBackend('webgpu', () => ({ dispose: () => undefined }) as tf.KernelBackend),
  );

  it('gives way to WASM, and the status says why', async () => {
    const verify = jest
      .fn(async () => undefined as string | undefined)
      .mockResolvedValueOnce('1 where 2 is right');
    const { status } = await startBackend('auto', WASM_ASSETS, verify);
    expect(status).toMatchObject({
      name: 'wasm',
      reason: 'WebGPU (odd card) computes wrongly here: 1 where 2 is right.',
    });
    expect(verify).toHaveBeenCalledTimes(2);
    expect(tf.findBackendFactory('webgpu')).toBeNull();
    expect(tf.getBackend()).toBe('wasm');
  });

  it('is refused where it was asked for', async () => {
    const start = startBackend('webgpu', WASM_ASSETS, async () => Promise.reject(new Error('a bad shader')));
    await expect(start).rejects.toThrow(/WebGPU was asked for but cannot be used: .*a bad shader/);
  });

  it('is used when it is right', async () => {
    const { status } = await startBackend('auto', WASM_ASSETS, async () => undefined);
    expect(status).toMatchObject({ name: 'webgpu', selfTestMs: expect.any(Number) });
    tf.removeBackend('webgpu');
  });
});
