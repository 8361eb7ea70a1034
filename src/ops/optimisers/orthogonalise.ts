import * as tf from '@tensorflow/tfjs';
import { matrixProducts } from '../matrixProducts';

/**
 * Coefficients of one iteration x -> a x + b x^3 + c x^5 on the singular values, and the number of
 * iterations: they bring values from 0.01 to 1 to between 0.7 and 1.2 (Jordan et al., "Muon: An optimizer for
 * hidden layers in neural networks", 2024).
 */
const [A, B, C] = [3.4445, -4.775, 2.0315];
const ITERATIONS = 5;
/** Added to a matrix's squared norm, so that zero stays zero. */
const TINY = 1e-14;

/**
 * Replaces the singular values of matrices by about 1, that is M by about U V^T of its singular value
 * decomposition U S V^T, by Newton-Schulz iterations.
 *
 * All iterations are polynomials of the Gram matrix M^T M (of M M^T if that is smaller), so they run on this
 * small matrix, for all matrices with a Gram matrix of the same size at once. M itself is multiplied once, at
 * the end.
 *
 * @param matrices [rows, columns] each; not changed
 * @returns matrices of the same shapes, in the same order; the caller disposes them
 */
export function orthogonalise(matrices: readonly tf.Tensor2D[]): tf.Tensor2D[] {
  return tf.tidy(() => {
    const results: tf.Tensor2D[] = [];
    for (const places of bySize(matrices)) {
      const tall = places.map((place) => asTall(matrices[place]));
      const grams = tall.map((matrix) => matrixProducts(matrix, matrix, true));
      const roots = inverseRoots(tf.concat3d(grams, 0));
      const factors = tf.split(roots, places.length);
      places.forEach((place, i) => {
        const product = matrixProducts(tall[i], factors[i] as tf.Tensor3D).squeeze<tf.Tensor2D>([0]);
        results[place] = isTall(matrices[place]) ? product : product.transpose();
      });
    }
    return results;
  });
}

const isTall = ({ shape: [rows, columns] }: tf.Tensor2D) => rows >= columns;

/** The matrix, or its transpose if that has more rows, as a stack of one. */
function asTall(matrix: tf.Tensor2D): tf.Tensor3D {
  return (isTall(matrix) ? matrix : matrix.transpose()).expandDims(0);
}

/** The places of the matrices whose Gram matrices have the same size. */
function bySize(matrices: readonly tf.Tensor2D[]): number[][] {
  const groups = new Map<number, number[]>();
  matrices.forEach(({ shape }, i) => {
    const size = Math.min(...shape);
    groups.set(size, [...(groups.get(size) ?? []), i]);
  });
  return [...groups.values()];
}

/** For each Gram matrix G about G^(-1/2), [count, size, size]. */
function inverseRoots(grams: tf.Tensor3D): tf.Tensor3D {
  const identity = tf.eye(grams.shape[1]).expandDims<tf.Tensor3D>(0);
  const norms = grams.mul(identity).sum([1, 2], true).add(TINY);
  // Singular values of M / |M| are at most 1, as the iteration needs.
  let powers = grams.div<tf.Tensor3D>(norms);
  let product: tf.Tensor3D | undefined;
  for (let i = 0; i < ITERATIONS; i++) {
    const factor = matrixProducts(powers, powers).mul(C).add(powers.mul(B)).add<tf.Tensor3D>(identity.mul(A));
    product = product ? matrixProducts(factor, product) : factor;
    // Polynomials of one matrix commute: the iteration turns the Gram matrix into factor^2 times itself.
    if (i < ITERATIONS - 1) powers = matrixProducts(matrixProducts(factor, powers), factor);
  }
  return (product as tf.Tensor3D).div<tf.Tensor3D>(norms.sqrt());
}
