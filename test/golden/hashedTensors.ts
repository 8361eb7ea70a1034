import * as tf from '@tensorflow/tfjs';
import type { Tensors } from './goldenTensors';
import { toOurLayout } from './goldenTensors';

/** Weights and inputs that any framework can make for itself: a hash of the tensor's number and the value's index. */

// Looked up once: Jest's globals are slow, and there are millions of weights.
const { imul } = Math;

/** 32 bits for value `index` of tensor `number`. */
export function hash(number: number, index: number): number {
  let x = (index + imul(number, 0x9e3779b1)) >>> 0;
  x = imul(x ^ (x >>> 16), 0x7feb352d);
  x = imul(x ^ (x >>> 15), 0x846ca68b);
  return (x ^ (x >>> 16)) >>> 0;
}

export interface HashedShape {
  /** PyTorch's. */
  name: string;
  /** In PyTorch's layout. */
  shape: number[];
}

/** How large a kernel's values are: as pix2pix draws them, or the smaller the more inputs a result has. */
export type HashedScale = 'gan' | 'fanIn';

/** The parameters of one network, in our layout; the order of `shapes` is PyTorch's and numbers the tensors. */
export function hashedWeights(shapes: readonly HashedShape[], scale: HashedScale): Tensors {
  const entries = shapes.map(({ name, shape }, number) => {
    const isKernel = shape.length === 4;
    let factor = 0.02;
    if (isKernel) factor = scale === 'gan' ? 0.02 * Math.sqrt(3) : 1 / Math.sqrt(sizeOf(shape.slice(1)));
    // Vectors of that name are the factors of normalisations.
    const centre = !isKernel && name.endsWith('weight') ? 1 : 0;
    const values = new Float32Array(sizeOf(shape));
    for (let i = 0; i < values.length; i++) {
      values[i] = centre + factor * ((hash(number, i) / 2 ** 32) * 2 - 1);
    }
    return [name, isKernel ? toOurLayout(values, shape, 'kernel') : tf.tensor(values, shape)] as const;
  });
  return Object.fromEntries(entries);
}

/** Logits of eight mixed up-convolutions. */
export function smoothArchitecture(): tf.Tensor2D {
  const row = (i: number) => [0, 1, 2].map((j) => 0.3 * Math.sin(3 * i + j));
  return tf.tensor2d([0, 1, 2, 3, 4, 5, 6, 7].map(row));
}

/** Images of values 0..1, one channel. */
export function hashedImages(number: number, batch: number, size: number): tf.Tensor4D {
  const values = Float32Array.from({ length: batch * size * size }, (_, i) => hash(number, i) / 2 ** 32);
  return tf.tensor4d(values, [batch, size, size, 1]);
}

/** Masks of one disk each, further right from one to the next. */
export function diskMasks(batch: number, size: number): tf.Tensor4D {
  const values = Float32Array.from({ length: batch * size * size }, (_, i) => {
    const [x, y, item] = [i % size, Math.floor(i / size) % size, Math.floor(i / size ** 2)];
    const square = (y - 0.5 * size) ** 2 + (x - (0.4 + 0.2 * item) * size) ** 2;
    return square < (0.2 * size) ** 2 ? 1 : 0;
  });
  return tf.tensor4d(values, [batch, size, size, 1]);
}

const sizeOf = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);
