import * as tf from '@tensorflow/tfjs';
import type { AugmentationStrength } from '../data/augmentation';
import type { Random } from '../data/random';
import type { FieldExample, FieldPair } from './FieldExample';

/** `count` examples drawn at random, each varied anew. */
export function drawPairs(
  examples: readonly FieldExample[],
  count: number,
  strength: AugmentationStrength,
  random: Random,
): FieldPair[] {
  return Array.from({ length: count }, () => {
    const example = examples[Math.floor(random() * examples.length)];
    return example.augmented(random, strength);
  });
}

/** Images of several pairs, at least one, as one tensor [batch, size, size, channels]. The caller disposes it. */
export function imageBatch(pairs: readonly FieldPair[], size: number): tf.Tensor4D {
  const { length } = pairs[0].image;
  const values = new Float32Array(pairs.length * length);
  pairs.forEach((pair, i) => values.set(pair.image, i * length));
  return tf.tensor4d(values, [pairs.length, size, size, length / (size * size)]);
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
