import type { TensorInfo } from '@tensorflow/tfjs';
import type { MuonAttributes } from '../kernels/contract';
import { NEWTON_SCHULZ } from '../kernels/newtonSchulz';
import { each } from './convolutionSource';
import type { Dispatcher } from './Dispatcher';
import { productTile, runOnSquares, squareProducts, storeTile } from './matrixTile';
import { lookAhead } from './muonMomentum';
import type { StackedMatrix } from './stackMatrices';
import { declareMatrices, sizesOf, stackMatrices } from './stackMatrices';
import { float } from './WebGPUKernel';
import type { WebGPUInPlaceKernel } from './WebGPUKernel';

/*
 * One program works on all matrices: a step is as many dispatches for twenty kernels as for one, but for the
 * programs that bind each kernel's own buffer. Intermediate results are stacks (`stackMatrices.ts`). Without
 * workgroup memory: the products are small, and software adapters run barriers slowly.
 */

export const muon: WebGPUInPlaceKernel<'Muon'> = (dispatcher, tensors, attributes) => {
  const count = (tensors.length - 1) / 2;
  const kernels = tensors.slice(0, count);
  const { matrices, tallVectors, squareVectors } = stackMatrices(kernels.map(({ shape }) => shape));
  const ahead = dispatcher.output([4 * tallVectors]);
  const [powers, lowered, factor, one, other] = Array.from({ length: 5 }, () =>
    dispatcher.output([4 * squareVectors]),
  );
  lookAhead(dispatcher, matrices, tensors.slice(count), ahead, attributes.momentum);
  gramMatrices(dispatcher, matrices, ahead, lowered);
  firstFactors(dispatcher, matrices, lowered, { powers, factor, root: one });
  let [root, next] = [one, other];
  squareProducts(dispatcher, matrices, factor, [[powers, lowered]]);
  for (let iteration = 1; iteration < NEWTON_SCHULZ.iterations; iteration++) {
    squareProducts(dispatcher, matrices, factor, [[lowered, powers]]);
    polynomial(dispatcher, matrices, powers, factor);
    const isLast = iteration === NEWTON_SCHULZ.iterations - 1;
    squareProducts(dispatcher, matrices, factor, [
      [root, next],
      ...(isLast ? [] : [[powers, lowered] as const]),
    ]);
    [root, next] = [next, root];
  }
  move(dispatcher, matrices, kernels, { ahead, root }, attributes);
  for (const tensor of [ahead, powers, lowered, factor, one, other]) dispatcher.dispose(tensor);
};

function gramMatrices(
  dispatcher: Dispatcher,
  matrices: readonly StackedMatrix[],
  ahead: TensorInfo,
  gram: TensorInfo,
): void {
  runOnSquares(dispatcher, matrices, {
    name: 'Gram matrices',
    read: { ahead },
    written: { gram },
    body: `${productTile('sum', 'ahead', 'ahead', 'matrix.tall', 'matrix.rows')}
  ${storeTile('gram', (p) => `sum${p}`)}`,
  });
}

/**
 * From Gram matrices G: P = G / |M|^2, F = a I + b P + c P^2, and F / |M|, to which the later factors are
 * multiplied. |M|^2 is the trace of G.
 */
function firstFactors(
  dispatcher: Dispatcher,
  matrices: readonly StackedMatrix[],
  gram: TensorInfo,
  written: { powers: TensorInfo; factor: TensorInfo; root: TensorInfo },
): void {
  runOnSquares(dispatcher, matrices, {
    name: 'first factors',
    read: { gram },
    written,
    body: `var norm = ${float(NEWTON_SCHULZ.tiny)};
  for (var k = 0; k < matrix.columns; k++) { norm += gram[matrix.square + k * quads + k / 4][k % 4]; }
  ${productTile('sum', 'gram', 'gram', 'matrix.square', '4 * quads')}
  ${each(4, (p) => `let power${p} = ${tileRow('gram', p)} / norm;`)}
  ${each(4, (p) => `let factor${p} = ${factorRow(`power${p}`, `(sum${p} / norm / norm)`, p)};`)}
  ${storeTile('powers', (p) => `power${p}`)}
  ${storeTile('factor', (p) => `factor${p}`)}
  ${storeTile('root', (p) => `factor${p} / sqrt(norm)`)}`,
  });
}

/** a I + b P + c P^2 of powers P. */
function polynomial(
  dispatcher: Dispatcher,
  matrices: readonly StackedMatrix[],
  powers: TensorInfo,
  factor: TensorInfo,
): void {
  runOnSquares(dispatcher, matrices, {
    name: 'polynomials of squares',
    read: { powers },
    written: { factor },
    body: `${productTile('sum', 'powers', 'powers', 'matrix.square', '4 * quads')}
  ${storeTile('factor', (p) => factorRow(tileRow('powers', p), `sum${p}`, p))}`,
  });
}

/** WGSL of row p of a tile of a square matrix. */
const tileRow = (matrix: string, p: number) => `${matrix}[matrix.square + (4 * row + ${p}) * quads + column]`;

/** WGSL of row p of a tile of a I + b P + c P^2. */
function factorRow(power: string, square: string, p: number): string {
  const { a, b, c } = NEWTON_SCHULZ;
  const unit = `vec4f(${[0, 1, 2, 3].map((k) => (k === p ? float(a) : '0.0')).join(', ')})`;
  return `${float(c)} * ${square} + ${float(b)} * ${power} + select(vec4f(), ${unit}, row == column)`;
}

/**
 * Weights W of a matrix M with root Q: (1 - rate decay) W - rate scale M Q. One invocation moves 4 x 4
 * weights.
 *
 * Settings: rate, weight decay; read from the attributes again when a step is replayed.
 */
function move(
  dispatcher: Dispatcher,
  matrices: readonly StackedMatrix[],
  kernels: readonly TensorInfo[],
  read: { ahead: TensorInfo; root: TensorInfo },
  attributes: MuonAttributes,
): void {
  const threads = ({ rows, quads }: StackedMatrix) => Math.ceil(rows / 4) * quads;
  const { ahead, root } = read;
  const bound = dispatcher.maxBindings - 2;
  for (let from = 0; from < matrices.length; from += bound) {
    const group = matrices.slice(from, from + bound);
    const weights = kernels.slice(from, from + bound);
    dispatcher.run({
      name: 'move of matrices',
      constants: [...sizesOf(group), group[0].tall, group[0].square],
      bindings: [
        { name: 'ahead', tensor: ahead, type: 'vec4f' },
        { name: 'root', tensor: root, type: 'vec4f' },
        ...weights.map((tensor, k) => ({ name: `w${k}`, tensor, written: true })),
      ],
      threads: group.reduce((sum, matrix) => sum + threads(matrix), 0),
      settings: () => [attributes.rate, attributes.weightDecay],
      declarations: () => `${declareMatrices(group, threads)}
${group.map((_, k) => storeFunction(k)).join('\n')}`,
      body: () => `
  let matrix = matrixOf(i);
  let quads = matrix.quads;
  let row = (i - matrix.begin) / quads * 4;
  let column = (i - matrix.begin) % quads;
  ${each(4, (p) => `var sum${p} = vec4f();`)}
  for (var k = 0; k < quads; k++) {
    ${each(4, (j) => `let r${j} = root[matrix.square + (4 * k + ${j}) * quads + column];`)}
    ${each(
      4,
      (p) => `{
      let v = ahead[matrix.tall + min(row + ${p}, matrix.rows - 1) * quads + k];
      sum${p} += v.x * r0 + v.y * r1 + v.z * r2 + v.w * r3;
    }`,
    )}
  }
  let step = settings[0].x * matrix.scale;
  let lanes = min(4, matrix.columns - 4 * column);
  ${each(
    4,
    (p) => `if (row + ${p} < matrix.rows) {
    let at = (row + ${p}) * matrix.columns + 4 * column;
    switch (matrix.place) {
      ${group.map(({ place }, k) => `case ${place}: { move${k}(at, lanes, step * sum${p}); }`).join('\n      ')}
      default: {}
    }
  }`,
  )}`,
    });
  }
}

const storeFunction = (k: number) => `fn move${k}(at: i32, lanes: i32, step: vec4f) {
  let kept = 1.0 - settings[0].x * settings[0].y;
  for (var l = 0; l < lanes; l++) { w${k}[at + l] = kept * w${k}[at + l] - step[l]; }
}`;
