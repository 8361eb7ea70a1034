import * as tf from '@tensorflow/tfjs';
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { SUBMIT_FLAG, submitEvery } from '../../src/backends/webgpu/submissions';
import { rectify } from '../../src/ops/rectify';
import { makeBatch } from '../../research/bench/core/makeBatch';
import { buildOurs } from '../../research/bench/core/ours';
import { describeOnWebGPU } from '../support/webgpuInNode';

describeOnWebGPU('training', () => {
  it('makes neither buffers nor bind groups for a step that repeats, and sends it off in few parts', async () => {
    const { device, queue } = tf.backend() as WebGPUBackend;
    const { contestant } = await buildOurs('segmenter', { size: 32, width: 4, ...makeBatch(2, 32) }, false);
    const step = async () => {
      const loss = contestant.run();
      await loss.data();
      loss.dispose();
    };
    for (let i = 0; i < 5; i++) await step();
    const groups = jest.spyOn(device, 'createBindGroup');
    const buffers = jest.spyOn(device, 'createBuffer');
    const submissions = jest.spyOn(queue, 'submit');
    await step();
    const counts = [groups, buffers, submissions].map(({ mock }) => mock.calls.length);
    contestant.dispose();
    // Out of about 200 programs. Those with changing numbers (the optimisers') are bound again.
    expect(counts[0]).toBeLessThan(20);
    expect(counts[1]).toBe(0);
    expect(counts[2]).toBeLessThan(4);
  });

  it('takes values of every type', async () => {
    // So many values that TF.js does not compute them on the CPU instead.
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

  it('takes values that TF.js computed in an array of another type than the tensor has', async () => {
    // TF.js computes operations on few values on the CPU: here the absolute values of integers as floats, and
    // an integer cast without any computation.
    const integers = tf.tensor1d([-3, 4], 'int32');
    const many = tf.zeros([3000]);
    const absolute = many.add(integers.abs().max());
    const cast = many.add(integers.cast('float32').slice([1], [1]).sum());
    expect([(await absolute.data())[0], (await cast.data())[0]]).toEqual([4, 4]);
    tf.dispose([integers, many, absolute, cast]);
  });

  it('writes into a buffer that is handed out again only behind the commands that read it', async () => {
    const image = (value: number) => tf.tensor(new Float32Array(3000).fill(value));
    const first = image(5);
    const one = rectify(first, 0.5);
    first.dispose();
    const second = image(-8);
    const other = rectify(second, 0.5);
    expect([(await one.data())[0], (await other.data())[0]]).toEqual([5, -4]);
    tf.dispose([one, second, other]);
  });

  it('sends off as many programs together as the viewer can wait for', async () => {
    const { queue } = tf.backend() as WebGPUBackend;
    const submit = jest.spyOn(queue, 'submit');
    const x = tf.ones<tf.Rank.R4>([1, 8, 8, 4]);
    const run = () => {
      const before = submit.mock.calls.length;
      tf.tidy(() => Array.from({ length: 6 }).forEach(() => rectify(x, 0.2)));
      return submit.mock.calls.length - before;
    };
    const usual = submitEvery();
    tf.env().set(SUBMIT_FLAG, 1);
    expect(run()).toBeGreaterThanOrEqual(6);
    tf.env().set(SUBMIT_FLAG, usual);
    expect(run()).toBe(0);
    x.dispose();
  });
});
