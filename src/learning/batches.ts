import * as tf from '@tensorflow/tfjs';
import type { AugmentationStrength } from '../data/augmentation';
import type { Random } from '../data/random';
import type { FieldExample, FieldPair } from './FieldExample';

/** Draws `count` examples at random and augments each. */
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

/** The images of one or more pairs as one tensor [batch, size, size, channels]. The caller disposes it. */
export function imageBatch(pairs: readonly FieldPair[], size: number): tf.Tensor4D {
  const { length } = pairs[0].image;
  const values = new Float32Array(pairs.length * length);
  pairs.forEach((pair, i) => values.set(pair.image, i * length));
  return tf.tensor4d(values, [pairs.length, size, size, length / (size * size)]);
}

/**
 * The labels of the pairs as one one-hot tensor [batch, size, size, classes]; where a label is not known,
 * it is 0 for all classes. The caller disposes it.
 */
export function labelBatch(pairs: readonly FieldPair[], size: number, classes: number): tf.Tensor4D {
  const area = size * size;
  const values = new Float32Array(pairs.length * area * classes);
  pairs.forEach(({ labels, known }, i) => {
    for (let pixel = 0; pixel < area; pixel++) {
      values[(i * area + pixel) * classes + labels[pixel]] = known ? known[pixel] : 1;
    }
  });
  return tf.tensor4d(values, [pairs.length, size, size, classes]);
}
