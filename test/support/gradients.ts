import * as tf from '@tensorflow/tfjs';
import { normal, seededRandom } from '../../src/data/random';

/** A tensor of seeded normal values. */
export function randomTensor<T extends tf.Tensor>(shape: number[], seed: number): T {
  const random = seededRandom(seed);
  const size = shape.reduce((a, b) => a * b, 1);
  return tf.tensor(
    Float32Array.from({ length: size }, () => normal(random)),
    shape,
  ) as T;
}

/** Largest difference of two tensors over the largest magnitude of the second. */
export function relativeError(actual: tf.Tensor, expected: tf.Tensor): number {
  expect(actual.shape).toEqual(expected.shape);
  const scale = Math.max(1e-12, expected.abs().max().dataSync()[0]);
  return actual.sub(expected).abs().max().dataSync()[0] / scale;
}

/**
 * Compares the gradient of sum(f(inputs) * weights) along random directions with central differences.
 *
 * @returns the largest relative error over the inputs
 */
export function gradientError(
  f: (...inputs: tf.Tensor[]) => tf.Tensor,
  inputs: tf.Tensor[],
  step = 1e-2,
): number {
  const weights = randomTensor(f(...inputs).shape, 99);
  const objective = (...x: tf.Tensor[]) =>
    f(...x)
      .mul(weights)
      .sum() as tf.Scalar;
  const gradients = tf.grads(objective as (...x: tf.Tensor[]) => tf.Tensor)(inputs);
  const errors = inputs.map((input, i) => {
    const direction = randomTensor(input.shape, 7 + i);
    const moved = (sign: number) =>
      objective(...inputs.map((x, j) => (j === i ? x.add(direction.mul(sign * step)) : x))).dataSync()[0];
    const numeric = (moved(1) - moved(-1)) / (2 * step);
    const analytic = gradients[i].mul(direction).sum().dataSync()[0];
    const scale = gradients[i].norm().dataSync()[0] * direction.norm().dataSync()[0];
    return Math.abs(numeric - analytic) / Math.max(1e-6, scale);
  });
  return Math.max(...errors);
}
