import type { MatrixSizes } from '../kernels/matrixSizes';
import { matrixSizes } from '../kernels/matrixSizes';
import { float } from './WebGPUKernel';

/**
 * A matrix in stacks of matrices of any sizes, one behind the other. Their columns are padded with zeros to
 * whole vec4, so that every program can work on four at a time.
 */
export interface StackedMatrix extends MatrixSizes {
  /** Its place among all matrices. */
  place: number;
  /** Number of vec4 of a row. */
  quads: number;
  /** Index of its first value among those of all matrices without padding. */
  start: number;
  /** Index of its first vec4 in the stack of matrices, and in that of square matrices of its columns. */
  tall: number;
  square: number;
}

/** Where matrices lie in stacks, and the number of vec4 of both kinds of stacks. */
export interface MatrixStack {
  matrices: StackedMatrix[];
  tallVectors: number;
  squareVectors: number;
}

/** Places kernels of these shapes, each a matrix as in {@link matrixSizes}. */
export function stackMatrices(shapes: readonly (readonly number[])[]): MatrixStack {
  let [start, tallVectors, squareVectors] = [0, 0, 0];
  const matrices = shapes.map((shape, place) => {
    const sizes = matrixSizes(shape);
    const { rows, columns } = sizes;
    const quads = Math.ceil(columns / 4);
    const matrix = { ...sizes, place, quads, start, tall: tallVectors, square: squareVectors };
    start += rows * columns;
    tallVectors += rows * quads;
    squareVectors += 4 * quads * quads;
    return matrix;
  });
  return { matrices, tallVectors, squareVectors };
}

/** All numbers of matrices on which programs depend. */
export function sizesOf(matrices: readonly StackedMatrix[]): number[] {
  return matrices.flatMap(({ rows, columns, place }) => [rows, columns, place]);
}

/**
 * WGSL of `matrixOf(i)`: the matrix on which invocation i works, as a struct, of which `begin` is the first
 * invocation of this matrix.
 *
 * @param threads number of invocations per matrix
 */
export function declareMatrices(
  matrices: readonly StackedMatrix[],
  threads: (matrix: StackedMatrix) => number,
): string {
  let begin = 0;
  const cases = matrices.map((matrix) => {
    const { rows, columns, quads, start, tall, square, place, scale } = matrix;
    const numbers = [begin, rows, columns, quads, start, tall, square, place];
    begin += threads(matrix);
    return `  if (i < ${begin}) { return Matrix(${numbers.join(', ')}, ${float(scale)}); }`;
  });
  return `struct Matrix {
  begin: i32, rows: i32, columns: i32, quads: i32, start: i32, tall: i32, square: i32, place: i32, scale: f32,
}
fn matrixOf(i: i32) -> Matrix {
${cases.join('\n')}
  return Matrix();
}`;
}
