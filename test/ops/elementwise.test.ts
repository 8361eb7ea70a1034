import * as tf from '@tensorflow/tfjs';
import { rectify } from '../../src/ops/rectify';
import { softmax } from '../../src/ops/softmax';
import { softplus } from '../../src/ops/softplus';
import { tanh } from '../../src/ops/tanh';
import { describeOnWasm } from '../support/backends';
import { awayFromZero, derivatives, differenceError, input, onCpu, relativeL2 } from '../support/derivatives';

describeOnWasm('elementwise operations', () => {
  beforeEach(() => tf.engine().startScope());
  afterEach(() => tf.engine().endScope());

  it.each([0, 0.2, 1])('rectify with slope %d', async (slope) => {
    for (const shape of [[1], [7], [2, 3, 5, 3]]) {
      const x = awayFromZero(input(shape, 1));
      const ours = (a: tf.Tensor) => rectify(a, slope);
      const expected = await onCpu(() => derivatives((a) => tf.leakyRelu(a, slope), [x], 1));
      expect(relativeL2(await derivatives(ours, [x], 1), expected)).toBeLessThan(1e-5);
      for (const order of [1, 2] as const) {
        expect(await differenceError(ours, [x], order)).toBeLessThan(1e-3);
      }
    }
  });

  it('rectify has the gradient of the negative side at 0', async () => {
    const zero = { shape: [1], values: Float32Array.of(0) };
    const [, gradient] = await derivatives((x) => rectify(x, 0.2).mul(1000), [zero], 1);
    const [, whole] = await derivatives((x) => x.mul(1000), [zero], 1);
    expect(gradient[0] / whole[0]).toBeCloseTo(0.2, 5);
  });

  // The second gradients of the stock operations lack the part through the saved output.
  it.each([
    ['tanh', tanh, tf.tanh],
    ['softmax', softmax, tf.softmax],
    ['softplus', softplus, tf.softplus],
  ] as const)('%s is the stock operation, and differentiable twice', async (_, ours, stock) => {
    const x = input([3, 4], 1);
    const expected = await onCpu(() => derivatives((a) => stock(a) as tf.Tensor, [x], 1));
    expect(relativeL2(await derivatives((a) => ours(a), [x], 1), expected)).toBeLessThan(1e-5);
    expect(await differenceError((a) => ours(a), [x], 2)).toBeLessThan(1e-3);
    // Covers the third derivative by treating the first as the value.
    const derivative = (a: tf.Tensor) => tf.grad((b) => ours(b).square().sum())(a);
    expect(await differenceError(derivative, [x], 2)).toBeLessThan(2e-3);
  });
});
