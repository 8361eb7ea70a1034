import * as tf from '@tensorflow/tfjs';
import type { FieldPair } from './FieldExample';

/** Images of several pairs as one tensor [batch, size, size, 1]. The caller disposes it. */
export function imageBatch(pairs: readonly FieldPair[], size: number): tf.Tensor4D {
  const values = new Float32Array(pairs.length * size * size);
  pairs.forEach((pair, i) => values.set(pair.image, i * size * size));
  return tf.tensor4d(values, [pairs.length, size, size, 1]);
}

/** Labels of several pairs as one one-hot tensor [batch, size, size, classes]. The caller disposes it. */
export function labelBatch(pairs: readonly FieldPair[], size: number, classes: number): tf.Tensor4D {
  const area = size * size;
  const values = new Float32Array(pairs.length * area * classes);
  pairs.forEach(({ labels }, i) => {
    for (let pixel = 0; pixel < area; pixel++) values[(i * area + pixel) * classes + labels[pixel]] = 1;
  });
  return tf.tensor4d(values, [pairs.length, size, size, classes]);
}
