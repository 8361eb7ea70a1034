import { matrixSizes } from '../kernels/matrixSizes';
import { NEWTON_SCHULZ } from '../kernels/newtonSchulz';
import type { CpuInPlaceKernel } from './CpuKernel';

/**
 * Muon (Jordan et al. 2024): momentum += (1 - mu) (g - momentum); the step's direction is Nesterov's
 * look-ahead, mu / (1 - mu) momentum + g, with all singular values replaced by about 1.
 */
export const muon: CpuInPlaceKernel<'Muon'> = (tensors, { rate, momentum: kept, weightDecay }) => {
  const count = (tensors.length - 1) / 2;
  const momenta = tensors[2 * count].values;
  let offset = 0;
  for (let t = 0; t < count; t++) {
    const { shape, values: weights } = tensors[t];
    const gradient = tensors[count + t].values;
    const momentum = momenta.subarray(offset, (offset += weights.length));
    const ahead = Float64Array.from(gradient, (g, i) => {
      momentum[i] += (1 - kept) * (g - momentum[i]);
      return (kept / (1 - kept)) * momentum[i] + g;
    });
    const { rows, columns, scale } = matrixSizes(shape);
    orthogonalise(ahead, rows, columns).forEach((value, i) => {
      weights[i] = (1 - rate * weightDecay) * weights[i] - rate * scale * value;
    });
  }
};

/** A matrix with its singular values replaced by about 1, see {@link NEWTON_SCHULZ}. */
function orthogonalise(matrix: Float64Array, rows: number, n: number): Float64Array {
  const { a, b, c, iterations, tiny } = NEWTON_SCHULZ;
  const square = (value: (i: number, j: number) => number) =>
    Float64Array.from({ length: n * n }, (_, at) => value(Math.floor(at / n), at % n));
  const times = (x: Float64Array, y: Float64Array) => product(x, y, n, n, n);
  const transposed = new Float64Array(matrix.length);
  matrix.forEach((value, at) => (transposed[(at % n) * rows + Math.floor(at / n)] = value));
  const gram = product(transposed, matrix, n, rows, n);
  let norm = tiny;
  for (let i = 0; i < n; i++) norm += gram[i * n + i];
  let powers = gram.map((value) => value / norm);
  let factors = square((i, j) => (i === j ? 1 : 0));
  for (let iteration = 0; iteration < iterations; iteration++) {
    const squares = times(powers, powers);
    const factor = square((i, j) => (i === j ? a : 0) + b * powers[i * n + j] + c * squares[i * n + j]);
    factors = times(factor, factors);
    powers = times(times(factor, powers), factor);
  }
  return product(matrix, factors, rows, n, n).map((value) => value / Math.sqrt(norm));
}

/** [rows, inner] times [inner, columns]. */
function product(a: Float64Array, b: Float64Array, rows: number, inner: number, columns: number) {
  const result = new Float64Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    for (let k = 0; k < inner; k++) {
      const left = a[row * inner + k];
      for (let j = 0; j < columns; j++) result[row * columns + j] += left * b[k * columns + j];
    }
  }
  return result;
}
