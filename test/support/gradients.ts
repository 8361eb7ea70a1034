import * as tf from '@tensorflow/tfjs';
import { normal, seededRandom } from '../../src/data/random';

/** A tensor of seeded, normally distributed values. */
export function randomTensor<T extends tf.Tensor>(shape: number[], seed: number): T {
  const random = seededRandom(seed);
  const size = shape.reduce((a, b) => a * b, 1);
  return tf.tensor(
    Float32Array.from({ length: size }, () => normal(random)),
    shape,
  ) as T;
}
