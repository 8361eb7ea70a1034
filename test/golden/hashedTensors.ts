import * as tf from '@tensorflow/tfjs';
import type { Parameters } from '../../src/networks/Parameters';

/**
 * Weights and inputs that any framework can reproduce: hashes of the tensor's number and the value's index.
 */

// Looked up once: Jest's globals are slow, and there are millions of weights.
const { imul } = Math;

/** The 32-bit hash for value `index` of tensor `number`. */
export function hash(number: number, index: number): number {
  let x = (index + imul(number, 0x9e3779b1)) >>> 0;
  x = imul(x ^ (x >>> 16), 0x7feb352d);
  x = imul(x ^ (x >>> 15), 0x846ca68b);
  return (x ^ (x >>> 16)) >>> 0;
}

/** Scale of a kernel's values: as pix2pix initialises them, or decreasing with the number of inputs. */
export type HashedScale = 'gan' | 'fanIn';

/**
 * The values of one weight.
 *
 * @param isScale whether the weight multiplies normalised values; its values then lie around 1
 * @param fanIn number of inputs per output of the kernel; required for the scale `fanIn`
 */
export function hashedWeight(
  number: number,
  shape: readonly number[],
  { scale, isScale, fanIn = 1 }: { scale: HashedScale; isScale: boolean; fanIn?: number },
): Float32Array {
  const ofKernel = scale === 'gan' ? 0.02 * Math.sqrt(3) : 1 / Math.sqrt(fanIn);
  const factor = shape.length === 4 ? ofKernel : 0.02;
  const size = sizeOf(shape);
  const values = new Float32Array(size);
  for (let i = 0; i < size; i++) values[i] = (isScale ? 1 : 0) + factor * signed(number, i);
  return values;
}

/** Assigns hashed weights to one of our networks, numbered in the order of their declaration. */
export function assignHashed(parameters: Parameters, scale: HashedScale): void {
  parameters.names.forEach((name, number) => {
    const variable = parameters.get<tf.Variable>(name);
    const { shape } = variable;
    const fanIn = sizeOf(shape.slice(0, 3));
    const values = hashedWeight(number, shape, { scale, isScale: name.endsWith('gamma'), fanIn });
    tf.tidy(() => variable.assign(tf.tensor(values, shape)));
  });
}

/** Images with one channel and values in -1..1. */
export function hashedImages(number: number, batch: number, size: number): tf.Tensor4D {
  const values = Float32Array.from({ length: batch * size * size }, (_, i) => signed(number, i));
  return tf.tensor4d(values, [batch, size, size, 1]);
}

/**
 * Masks of one disk each, which moves to the right from mask to mask.
 *
 * @param shift of all disks to the right, as a share of the size
 */
export function diskMasks(batch: number, size: number, shift = 0): tf.Tensor4D {
  const values = Float32Array.from({ length: batch * size * size }, (_, i) => {
    const [x, y, item] = [i % size, Math.floor(i / size) % size, Math.floor(i / size ** 2)];
    const square = (y - 0.5 * size) ** 2 + (x - (0.4 + 0.2 * item + shift) * size) ** 2;
    return square < (0.2 * size) ** 2 ? 1 : 0;
  });
  return tf.tensor4d(values, [batch, size, size, 1]);
}

const signed = (number: number, index: number) => (hash(number, index) / 2 ** 32) * 2 - 1;
const sizeOf = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);
