import type { TensorInfo } from '@tensorflow/tfjs';
import type { NamedTensors } from './bind';
import { bind } from './bind';
import { each } from './convolutionSource';
import type { Dispatcher } from './Dispatcher';
import type { StackedMatrix } from './stackMatrices';
import { declareMatrices, sizesOf } from './stackMatrices';

/**
 * A program in which each invocation computes 4 x 4 values of symmetric matrices, and mirrors them. So
 * results are exactly symmetric: otherwise iterations would amplify differences between the two halves.
 */
interface SquareProgram {
  name: string;
  /** What the source depends on besides the matrices' sizes. */
  constants?: readonly number[];
  read: NamedTensors;
  written: NamedTensors;
  /**
   * WGSL of one invocation of `matrix`, whose tile is at rows `row` and columns `column` >= `row`, counted in
   * vec4.
   */
  body: string;
}

/** Runs a program on square matrices that are stacked. */
export function runOnSquares(
  dispatcher: Dispatcher,
  matrices: readonly StackedMatrix[],
  { name, constants = [], read, written, body }: SquareProgram,
): void {
  const threads = ({ quads }: StackedMatrix) => quads * quads;
  dispatcher.run({
    name,
    constants: [...sizesOf(matrices), ...constants],
    bindings: bind(read, written, 'vec4f'),
    threads: matrices.reduce((sum, matrix) => sum + threads(matrix), 0),
    declarations: () => declareMatrices(matrices, threads),
    body: () => `
  let matrix = matrixOf(i);
  let quads = matrix.quads;
  let row = (i - matrix.begin) / quads;
  let column = (i - matrix.begin) % quads;
  if (row > column) { return; }
  ${body}`,
  });
}

/**
 * WGSL: the four rows `NAME0` .. `NAME3` of a tile of the product left^T right. A symmetric left matrix is
 * its own transpose; read by columns, the values of four rows are one vec4.
 *
 * @param from index of the first vec4 of both matrices
 * @param inner number of rows of both matrices
 */
export function productTile(name: string, left: string, right: string, from: string, inner: string): string {
  return `${each(4, (p) => `var ${name}${p} = vec4f();`)}
  for (var k = 0; k < ${inner}; k++) {
    let l = ${left}[${from} + k * quads + row];
    let r = ${right}[${from} + k * quads + column];
    ${each(4, (p) => `${name}${p} += l[${p}] * r;`)}
  }`;
}

/** WGSL that stores a tile, and its mirror image; `value` makes the expression of each of its rows. */
export function storeTile(result: string, value: (p: number) => string): string {
  return `{
    var tile = mat4x4f(${[0, 1, 2, 3].map(value).join(', ')});
    if (row == column) {
      for (var p = 1; p < 4; p++) { for (var k = 0; k < p; k++) { tile[p][k] = tile[k][p]; } }
    }
    let mirrored = transpose(tile);
    for (var p = 0; p < 4; p++) {
      ${result}[matrix.square + (4 * row + p) * quads + column] = tile[p];
      ${result}[matrix.square + (4 * column + p) * quads + row] = mirrored[p];
    }
  }`;
}

/**
 * Products of stacked symmetric matrices with one left factor.
 *
 * @param pairs right factors, and where the products go
 */
export function squareProducts(
  dispatcher: Dispatcher,
  matrices: readonly StackedMatrix[],
  left: TensorInfo,
  pairs: readonly (readonly [right: TensorInfo, result: TensorInfo])[],
): void {
  const named = (name: string, side: 0 | 1) =>
    Object.fromEntries(pairs.map((pair, k) => [`${name}${k}`, pair[side]]));
  runOnSquares(dispatcher, matrices, {
    name: 'products of squares',
    constants: [pairs.length],
    read: { left, ...named('right', 0) },
    written: named('result', 1),
    body: each(pairs.length, (k) =>
      [
        productTile(`sum${k}_`, 'left', `right${k}`, 'matrix.square', '4 * quads'),
        storeTile(`result${k}`, (p) => `sum${k}_${p}`),
      ].join('\n  '),
    ),
  });
}
