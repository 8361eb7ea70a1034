import type { TensorInfo } from '@tensorflow/tfjs';
import type { Dispatcher } from './Dispatcher';
import { readOnce } from './readOnce';
import type { StackedMatrix } from './stackMatrices';
import { declareMatrices, sizesOf } from './stackMatrices';
import { float } from './WebGPUKernel';

/**
 * Moves Muon's momentum towards the gradients, and stacks Nesterov's look-ahead: mu / (1 - mu) momentum +
 * gradient. Gradients that are still sums of parts are added here, and never stored.
 *
 * @param inputs gradients, then the momentum
 * @param ahead the stack, filled with zeros where columns are padded
 * @param mu share of the old momentum that is kept
 */
export function lookAhead(
  dispatcher: Dispatcher,
  matrices: readonly StackedMatrix[],
  inputs: readonly TensorInfo[],
  ahead: TensorInfo,
  mu: number,
): void {
  const threads = ({ rows, quads }: StackedMatrix) => 4 * rows * quads;
  const momentum = inputs[inputs.length - 1];
  const bound = dispatcher.maxBindings - 2;
  for (let from = 0; from < matrices.length; from += bound) {
    const group = matrices.slice(from, from + bound);
    const gradients = inputs
      .slice(from, from + group.length)
      .map((tensor, k) => readOnce(dispatcher, tensor, `g${k}`));
    dispatcher.run({
      name: 'momentum of matrices',
      constants: [
        ...sizesOf(group),
        group[0].tall,
        group[0].start,
        mu,
        ...gradients.flatMap((gradient) => gradient.constants),
      ],
      bindings: [
        ...gradients.map(({ tensor }, k) => ({ name: `g${k}`, tensor })),
        { name: 'momentum', tensor: momentum, written: true },
        { name: 'ahead', tensor: ahead, written: true },
      ],
      threads: group.reduce((sum, matrix) => sum + threads(matrix), 0),
      declarations: () => `${declareMatrices(group, threads)}
${gradients.map(({ declaration }) => declaration).join('\n')}
fn gradientOf(place: i32, at: i32) -> f32 {
  switch (place) {
    ${group.map(({ place }, k) => `case ${place}: { return g${k}At(at); }`).join('\n    ')}
    default: { return 0.0; }
  }
}`,
      body: () => `
  let matrix = matrixOf(i);
  let local = i - matrix.begin;
  let row = local / (4 * matrix.quads);
  let column = local % (4 * matrix.quads);
  if (column >= matrix.columns) {
    ahead[4 * matrix.tall + local] = 0.0;
    return;
  }
  let at = row * matrix.columns + column;
  let g = gradientOf(matrix.place, at);
  let old = momentum[matrix.start + at];
  let m = old + ${float(1 - mu)} * (g - old);
  momentum[matrix.start + at] = m;
  ahead[4 * matrix.tall + local] = ${float(mu / (1 - mu))} * m + g;`,
    });
  }
}
