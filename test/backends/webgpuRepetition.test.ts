import * as tf from '@tensorflow/tfjs';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { startBackend } from '../../src/backends/startBackend';
import { makeBatch } from '../bench/core/makeBatch';
import { buildOurs } from '../bench/core/ours';
import { installWebGPU, missingWebGPU } from '../support/webgpuInNode';

jest.setTimeout(120_000);

const missing = missingWebGPU();
const suite = missing ? describe.skip : describe;

suite(`Training on WebGPU${missing ? ` (skipped: ${missing})` : ''}`, () => {
  beforeAll(async () => {
    installWebGPU();
    await startBackend('webgpu', '');
  });

  afterAll(() => tf.removeBackend('webgpu'));

  it('makes neither buffers nor bind groups for a step that repeats, and sends it off in few parts', async () => {
    const { device, queue } = tf.backend() as WebGPUBackend;
    const { contestant } = await buildOurs('segmenter', { size: 32, width: 4, ...makeBatch(2, 32) });
    const step = async () => {
      const loss = contestant.run();
      await loss.data();
      loss.dispose();
    };
    for (let i = 0; i < 5; i++) await step();
    const groups = jest.spyOn(device, 'createBindGroup');
    const buffers = jest.spyOn(device, 'createBuffer');
    const passes = jest.spyOn(queue, 'submit');
    await step();
    const counts = [groups, buffers, passes].map(({ mock }) => mock.calls.length);
    contestant.dispose();
    // Of some 170 programs; those with numbers that change (Adam, one for each parameter) are bound anew.
    expect(counts[0]).toBeLessThan(20);
    expect(counts[1]).toBe(0);
    expect(counts[2]).toBeLessThan(4);
  });

  it('takes values of every type', async () => {
    // So many that TF.js does not compute them on the CPU instead.
    const many = <Value>(first: Value, second: Value) =>
      Array.from({ length: 3000 }, (_, i) => (i ? second : first));
    const tensors = [
      tf.tensor1d(many(1.5, -2)),
      tf.tensor1d(many(3, -4), 'int32'),
      tf.tensor1d(many(true, false), 'bool'),
    ];
    const doubled = tensors.map((x) => x.cast('float32').mul(2));
    const results = await Promise.all(doubled.map(async (x) => [...(await x.data()).slice(0, 2)]));
    expect(results).toEqual([
      [3, -4],
      [6, -8],
      [2, 0],
    ]);
    tf.dispose([tensors, doubled]);
  });
});
