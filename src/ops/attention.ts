import * as tf from '@tensorflow/tfjs';
import { softmax } from './softmax';

/**
 * Multi-head scaled dot-product attention (Vaswani et al. 2017): in each head, every pixel gets the mean of
 * all pixels' values, weighted by softmax(query . key / sqrt(channels per head)). Differentiable any number
 * of times.
 *
 * @param query [batch, rows, columns, channels], like key and value; head h uses the h-th block of channels
 * @param heads a divisor of channels
 * @returns [batch, rows, columns, channels]
 * @throws Error if the shapes differ or heads does not divide channels
 */
export function attention(
  query: tf.Tensor4D,
  key: tf.Tensor4D,
  value: tf.Tensor4D,
  heads: number,
): tf.Tensor4D {
  const { shape } = query;
  const [batch, rows, columns, channels] = shape;
  if (shape.length !== 4 || [key, value].some((x) => x.shape.join() !== shape.join())) {
    const shapes = [query, key, value].map((x) => `[${x.shape.join(', ')}]`);
    throw new Error(`attention: query, key and value must agree, got ${shapes.join(', ')}.`);
  }
  if (channels % heads !== 0) {
    throw new Error(`attention: ${channels} channels do not divide into ${heads} heads.`);
  }
  const depth = channels / heads;
  const split = (x: tf.Tensor4D) =>
    x.reshape<tf.Tensor4D>([batch, rows * columns, heads, depth]).transpose<tf.Tensor4D>([0, 2, 1, 3]);
  const scores = tf.matMul(split(query.mul(1 / Math.sqrt(depth))), split(key), false, true);
  return tf.matMul(softmax(scores), split(value)).transpose([0, 2, 1, 3]).reshape(shape);
}
