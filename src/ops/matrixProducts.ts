import type * as tf from '@tensorflow/tfjs';
import { runKernel } from './runKernel';

/**
 * The products of two stacks of matrices, [count, rows, inner] and [count, inner, columns]. No gradient.
 *
 * @param transposed if true, `a` is [count, inner, rows], and each of its matrices is transposed
 * @throws RangeError when the shapes do not fit
 */
export function matrixProducts(a: tf.Tensor3D, b: tf.Tensor3D, transposed = false): tf.Tensor3D {
  return runKernel('MatrixProducts', { a, b }, { transposed });
}
