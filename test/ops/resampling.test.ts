import * as tf from '@tensorflow/tfjs';
import { concatenate } from '../../src/ops/concatenate';
import { maxPool2 } from '../../src/ops/maxPool2';
import { upsample2 } from '../../src/ops/upsample2';
import { describeOnWasm } from '../support/backends';
import {
  derivatives,
  differenceError,
  input,
  onCpu,
  operation,
  relativeL2,
  shuffled,
} from '../support/derivatives';
import { randomTensor } from '../support/gradients';

const T4 = (shape: number[]) => randomTensor<tf.Tensor4D>(shape, 1);

describeOnWasm('resampling and channels', () => {
  beforeEach(() => tf.engine().startScope());
  afterEach(() => tf.engine().endScope());

  it.each([[[1, 2, 2, 1]], [[2, 4, 6, 3]], [[1, 6, 2, 17]]])('maxPool2 of %j', async (shape) => {
    const x = shuffled(shape, 1);
    const ours = operation((a: tf.Tensor4D) => maxPool2(a));
    const stock = operation((a: tf.Tensor4D) => tf.maxPool(a, 2, 2, 'valid'));
    const expected = await onCpu(() => derivatives(stock, [x], 1));
    expect(relativeL2(await derivatives(ours, [x], 1), expected)).toBeLessThan(1e-5);
    expect(await differenceError(ours, [x], 2)).toBeLessThan(1e-3);
  });

  it('maxPool2 gives all of the gradient to the first of equal pixels', async () => {
    const x = { shape: [1, 2, 4, 1], values: Float32Array.of(0, 2, 5, 5, 2, 1, 5, 5) };
    const [value, gradient] = await derivatives(
      operation((a: tf.Tensor4D) => maxPool2(a)),
      [x],
      1,
    );
    expect([...value]).toEqual([2, 5]);
    expect([...gradient].map((g) => g !== 0)).toEqual([false, true, true, false, false, false, false, false]);
  });

  it.each(['nearest', 'bilinear'] as const)('upsample2 %s', async (kind) => {
    for (const shape of [
      [1, 1, 1, 1],
      [2, 3, 5, 3],
      [1, 4, 2, 17],
    ]) {
      const x = input(shape, 1);
      const size: [number, number] = [2 * shape[1], 2 * shape[2]];
      const ours = operation((a: tf.Tensor4D) => upsample2(a, kind));
      const stock = operation((a: tf.Tensor4D) =>
        kind === 'nearest'
          ? tf.image.resizeNearestNeighbor(a, size)
          : tf.image.resizeBilinear(a, size, false, true),
      );
      const expected = await onCpu(() => derivatives(stock, [x], 0));
      expect(relativeL2(await derivatives(ours, [x], 0), expected)).toBeLessThan(1e-6);
      expect(await differenceError(ours, [x], 1)).toBeLessThan(1e-3);
      expect(await differenceError(ours, [x], 2)).toBeLessThan(1e-3);
    }
  });

  it('concatenate equals tf.concat, to second order', async () => {
    for (const [m, n] of [
      [1, 1],
      [3, 5],
      [12, 17],
    ]) {
      const inputs = [input([2, 3, 5, m], 1), input([2, 3, 5, n], 2)];
      const joined = operation((a: tf.Tensor4D, b: tf.Tensor4D) => concatenate(a, b));
      const expected = await onCpu(() => derivatives((a, b) => tf.concat([a, b], 3), inputs, 2));
      expect(relativeL2(await derivatives(joined, inputs, 2), expected)).toBeLessThan(1e-5);
    }
  });

  it('names what does not fit', () => {
    expect(() => maxPool2(T4([1, 5, 4, 2]))).toThrow(/maxPool2: .*even rows and columns, got \[1, 5, 4, 2\]/);
    expect(() => upsample2(tf.zeros([2, 2]) as never)).toThrow(/upsample2: .*got \[2, 2\]/);
    expect(() => concatenate(T4([1, 5, 4, 2]), T4([1, 4, 4, 2]))).toThrow(
      /concatenate: .*\[1, 5, 4, 2\] and \[1, 4, 4, 2\]/,
    );
  });
});
