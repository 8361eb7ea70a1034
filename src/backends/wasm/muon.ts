import type { TensorInfo } from '@tensorflow/tfjs';
import { matrixSizes } from '../kernels/matrixSizes';
import { NEWTON_SCHULZ } from '../kernels/newtonSchulz';
import { sizeOf } from '../kernels/sizeOf';
import type { KernelModule } from './KernelModule';
import { optimise } from './optimisers';
import type { Product } from './runProducts';
import { runProducts } from './runProducts';
import type { WasmInPlaceKernel } from './WasmKernel';

/** A kernel with its place in memory. */
interface Matrix {
  /** Addresses of the weights and of the look-ahead of their momentum, both [rows, columns]. */
  weights: number;
  ahead: number;
  rows: number;
  columns: number;
  scale: number;
  /** Addresses of square matrices, see {@link NEWTON_SCHULZ}. */
  powers: number;
  factor: number;
  /** The product of factor and powers. */
  lowered: number;
  /** The product of all factors so far, and where the next one is written. */
  root: number;
  nextRoot: number;
}

/** Products of all matrices run together, so that threads share the work of matrices of any size. */
export const muon: WasmInPlaceKernel<'Muon'> = (module, tensors, { rate, momentum: kept, weightDecay }) => {
  const momentum = tensors[tensors.length - 1];
  const pairs = tensors.slice(0, -1);
  const ahead = module.scratch('look-ahead', 4 * sizeOf(momentum.shape));
  optimise(module, 'lookAheadTensor', pairs, [module.address(momentum), ahead], { decay1: kept });
  const matrices = place(module, pairs.slice(0, pairs.length / 2), ahead);
  runProducts(
    module,
    matrices.map(({ ahead: m, powers, rows, columns }) => ({
      ...symmetric(columns, m, m, powers),
      inner: rows,
    })),
  );
  const norms = matrices.map(({ powers, columns }) => traceOf(module, powers, columns) + NEWTON_SCHULZ.tiny);
  iterate(module, matrices, norms);
  runProducts(
    module,
    matrices.map(({ ahead: left, root: right, weights, rows, columns, scale }, i) => ({
      ...{ left, right, product: weights, rows, inner: columns, columns },
      ...{ scale: (-rate * scale) / Math.sqrt(norms[i]), added: weights, addedScale: 1 - rate * weightDecay },
    })),
  );
};

function place(module: KernelModule, kernels: readonly TensorInfo[], ahead: number): Matrix[] {
  const sizes = kernels.map(({ shape }) => matrixSizes(shape));
  const bytes = sizes.reduce((sum, { columns }) => sum + 5 * 4 * columns * columns, 0);
  let at = module.scratch('powers of Gram matrices', bytes);
  let offset = ahead;
  return kernels.map((kernel, i) => {
    const { rows, columns } = sizes[i];
    const next = () => (at += 4 * columns * columns) - 4 * columns * columns;
    const start = offset;
    offset += 4 * rows * columns;
    return {
      ...{ ...sizes[i], weights: module.address(kernel), ahead: start },
      ...{ powers: next(), factor: next(), lowered: next(), root: next(), nextRoot: next() },
    };
  });
}

/** Sets the roots; the powers are Gram matrices at first, which are to be divided by the norms. */
function iterate(module: KernelModule, matrices: Matrix[], norms: readonly number[]): void {
  const { a, b, c, iterations } = NEWTON_SCHULZ;
  for (let iteration = 0; iteration < iterations; iteration++) {
    const first = iteration === 0;
    const last = iteration === iterations - 1;
    const scales = norms.map((norm) => (first ? 1 / norm : 1));
    runProducts(
      module,
      matrices.map(({ powers, factor, columns }, i) => ({
        ...symmetric(columns, powers, powers, factor),
        ...{ scale: c * scales[i] ** 2, added: powers, addedScale: b * scales[i], diagonal: a },
      })),
    );
    const roots = matrices.map((of) => symmetric(of.columns, of.factor, of.root, of.nextRoot));
    const lowered = matrices.map((of, i) => ({
      ...symmetric(of.columns, of.factor, of.powers, of.lowered),
      scale: scales[i],
    }));
    runProducts(module, [...(first ? [] : roots), ...(last ? [] : lowered)]);
    if (!last) {
      runProducts(
        module,
        matrices.map((of) => symmetric(of.columns, of.factor, of.lowered, of.powers)),
      );
    }
    for (const of of matrices) {
      if (first) [of.root, of.factor] = [of.factor, of.root];
      else [of.root, of.nextRoot] = [of.nextRoot, of.root];
    }
  }
}

/** A product of symmetric matrices that is symmetric, too, as both are polynomials of one matrix. */
function symmetric(size: number, left: number, right: number, product: number): Product {
  // The left one is read by columns, which are its rows: those lie closer together.
  const sizes = { rows: size, inner: size, columns: size };
  return { ...sizes, left, transposed: true, right, product, symmetric: true };
}

function traceOf(module: KernelModule, matrix: number, size: number): number {
  const values = module.floats(matrix, size * size);
  let sum = 0;
  for (let i = 0; i < size; i++) sum += values[i * size + i];
  return sum;
}
