import type * as tf from '@tensorflow/tfjs';

/** Arithmetic in the space of a network's weights, whose points are lists of tensors. */

/** The inner product. */
export function dot(a: readonly tf.Tensor[], b: readonly tf.Tensor[]): tf.Scalar {
  const products = a.map((tensor, i) => tensor.mul(b[i]).sum<tf.Scalar>());
  // Not tf.addN: on WebGPU it is limited to the number of buffers that a program can bind.
  return products.reduce((sum, product) => sum.add(product));
}

/** The Euclidean length. */
export function length(a: readonly tf.Tensor[]): tf.Scalar {
  return dot(a, a).sqrt();
}

/** a + factor b */
export function addScaled(
  a: readonly tf.Tensor[],
  b: readonly tf.Tensor[],
  factor: tf.Scalar | number,
): tf.Tensor[] {
  return a.map((tensor, i) => tensor.add(b[i].mul(factor)));
}
