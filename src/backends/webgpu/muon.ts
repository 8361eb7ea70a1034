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
  const norms = dispatcher.output([count]);
  const [powers, lowered, factor, one, other] = Array.from({ length: 5 }, () =>
    dispatcher.output([4 * squareVectors]),
  );
  lookAhead(dispatcher, matrices, tensors.slice(count), ahead, attributes.momentum);
  gramMatrices(dispatcher, matrices, ahead, lowered);
  normalise(dispatcher, matrices, lowered, { powers, norms });
  polynomial(dispatcher, matrices, powers, one);
  let [root, next] = [one, other];
  for (let iteration = 1; iteration < NEWTON_SCHULZ.iterations; iteration++) {
    // The factor before this iteration, which lowers the powers; at first it is the root, too.
    const before = iteration === 1 ? root : factor;
    if (iteration === 1) squareProducts(dispatcher, matrices, before, [[powers, lowered]]);
    squareProducts(dispatcher, matrices, before, [[lowered, powers]]);
    polynomial(dispatcher, matrices, powers, factor);
    const isLast = iteration === NEWTON_SCHULZ.iterations - 1;
    squareProducts(dispatcher, matrices, factor, [
      [root, next],
      ...(isLast ? [] : [[powers, lowered] as const]),
    ]);
    [root, next] = [next, root];
  }
  move(dispatcher, matrices, kernels, { ahead, root, norms }, attributes);
  for (const tensor of [ahead, norms, powers, lowered, factor, one, other]) dispatcher.dispose(tensor);
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

/** Gram matrices by their traces, the squared norms. */
function normalise(
  dispatcher: Dispatcher,
  matrices: readonly StackedMatrix[],
  gram: TensorInfo,
  written: { powers: TensorInfo; norms: TensorInfo },
): void {
  const { powers, norms } = written;
  runOnSquares(dispatcher, matrices, {
    name: 'normalised Gram matrices',
    read: { gram },
    written: { powers },
    scalars: { norms },
    body: `var norm = ${float(NEWTON_SCHULZ.tiny)};
  for (var k = 0; k < matrix.columns; k++) { norm += gram[matrix.square + k * quads + k / 4][k % 4]; }
  ${storeTile('powers', (p) => `gram[matrix.square + (4 * row + ${p}) * quads + column] / norm`)}
  if (i == matrix.begin) { norms[matrix.place] = norm; }`,
  });
}

/** a I + b P + c P^2 of powers P. */
function polynomial(
  dispatcher: Dispatcher,
  matrices: readonly StackedMatrix[],
  powers: TensorInfo,
  factor: TensorInfo,
): void {
  const { a, b, c } = NEWTON_SCHULZ;
  const unit = (p: number) => `vec4f(${[0, 1, 2, 3].map((k) => (k === p ? float(a) : '0.0')).join(', ')})`;
  const power = (p: number) => `powers[matrix.square + (4 * row + ${p}) * quads + column]`;
  runOnSquares(dispatcher, matrices, {
    name: 'polynomials of squares',
    read: { powers },
    written: { factor },
    body: `${productTile('sum', 'powers', 'powers', 'matrix.square', '4 * quads')}
  ${storeTile(
    'factor',
    (p) => `${float(c)} * sum${p} + ${float(b)} * ${power(p)} + select(vec4f(), ${unit(p)}, row == column)`,
  )}`,
  });
}

/**
 * Weights W of a matrix M: (1 - rate decay) W - rate scale M Q / |M|. One invocation moves 4 x 4 weights.
 *
 * Settings: rate, weight decay; read from the attributes again when a step is replayed.
 */
function move(
  dispatcher: Dispatcher,
  matrices: readonly StackedMatrix[],
  kernels: readonly TensorInfo[],
  read: { ahead: TensorInfo; root: TensorInfo; norms: TensorInfo },
  attributes: MuonAttributes,
): void {
  const threads = ({ rows, quads }: StackedMatrix) => Math.ceil(rows / 4) * quads;
  const { ahead, root, norms } = read;
  const bound = dispatcher.maxBindings - 3;
  for (let from = 0; from < matrices.length; from += bound) {
    const group = matrices.slice(from, from + bound);
    const weights = kernels.slice(from, from + bound);
    dispatcher.run({
      name: 'move of matrices',
      constants: [...sizesOf(group), group[0].tall, group[0].square],
      bindings: [
        { name: 'ahead', tensor: ahead, type: 'vec4f' },
        { name: 'root', tensor: root, type: 'vec4f' },
        { name: 'norms', tensor: norms },
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
  let step = settings[0].x * matrix.scale / sqrt(norms[matrix.place]);
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
