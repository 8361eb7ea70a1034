import * as tf from '@tensorflow/tfjs';
import type { Tensors } from './goldenTensors';
import { errorOf, inTheirOrder } from './goldenTensors';
import type { HashedShape } from './hashedTensors';
import numbers from './hashNumbers.json';

/**
 * What networks with hashed weights give in PyTorch: our own measurements in PyTorch 1.13.1 (CPU, float32), few enough
 * to be part of the repository. Of an output the length and every so many-th value, of each gradient four statistics;
 * all in PyTorch's order.
 *
 * Left out are the two large networks that were measured, too: the generator of 256 pixels with 272 million weights,
 * and the segmenter 64 channels wide with 31 million, which takes 6 s on WASM and far more on the others.
 */
export const hashNumbers: Record<'generator' | 'discriminator' | 'segmenter', NetworkNumbers> & {
  generator: { architecture: number[] };
} = numbers;

interface NetworkNumbers {
  loss: number;
  output: OutputNumbers;
  /** In the order of PyTorch's parameters. */
  gradients: GradientNumbers[];
}

interface OutputNumbers {
  length: number;
  stride: number;
  values: number[];
}

interface GradientNumbers extends HashedShape {
  length: number;
  sum: number;
  first: number;
  middle: number;
}

/** The larger of the relative errors of the stored values and of the whole's length. */
export async function outputError(actual: tf.Tensor4D, expected: OutputNumbers): Promise<number> {
  const all = await inTheirOrder(actual, 'image');
  const stored = tf.tensor1d(all.filter((_, i) => i % expected.stride === 0));
  const byValues = await errorOf(stored, tf.tensor1d(expected.values));
  return Math.max(byValues, Math.abs(lengthOf(all) / expected.length - 1));
}

/** The gradients with a statistic further off than `tolerance`, and how far. */
export async function gradientsOff(
  actual: Tensors,
  expected: readonly GradientNumbers[],
  tolerance: number,
): Promise<Record<string, number>> {
  expect(Object.keys(actual).sort()).toEqual(expected.map(({ name }) => name).sort());
  const off: Record<string, number> = {};
  for (const one of expected) {
    const error = await gradientError(actual[one.name], one);
    if (!(error <= tolerance)) off[one.name] = error;
  }
  return off;
}

/**
 * Error of the statistic that is furthest off. A sum or a single value may cancel to nothing: where it is smaller than
 * it would be at random, for a gradient of that length, the error is relative to that.
 */
async function gradientError(actual: tf.Tensor, expected: GradientNumbers): Promise<number> {
  const values = await inTheirOrder(actual, 'kernel');
  const relative = (a: number, e: number, least: number) => Math.abs(a - e) / Math.max(Math.abs(e), least);
  const sum = values.reduce((total, value) => total + value, 0);
  const typical = expected.length / Math.sqrt(values.length);
  return Math.max(
    relative(lengthOf(values), expected.length, 0),
    relative(sum, expected.sum, expected.length),
    relative(values[0], expected.first, typical),
    relative(values[values.length >> 1], expected.middle, typical),
  );
}

const lengthOf = (values: Float32Array) => Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
