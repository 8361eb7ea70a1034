import * as tf from '@tensorflow/tfjs';
import { randomTensor } from '../support/gradients';

/** A batch of two random images with masks of diagonal stripes, in the shapes that networks take. */
export function randomBatch(size: number, classes: number): { images: tf.Tensor4D; masks: tf.Tensor4D } {
  const pixels = 2 * size * size;
  const stripes = tf.tensor1d(
    Int32Array.from({ length: pixels }, (_, i) => (i >> 4) % classes),
    'int32',
  );
  return {
    images: randomTensor<tf.Tensor4D>([2, size, size, 1], 3),
    masks: tf.oneHot(stripes, classes).toFloat().reshape([2, size, size, classes]),
  };
}
