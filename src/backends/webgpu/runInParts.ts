import type { TensorInfo } from '@tensorflow/tfjs';
import { sizeOf } from '../kernels/sizeOf';
import { bind } from './bind';
import type { Dispatcher, Program } from './Dispatcher';
import { PendingSums } from './PendingSums';
import { rectified } from './rectification';

/**
 * Runs a program that computes a result in parts, and adds the parts, always in the same order.
 *
 * @param programFor makes the program that fills [parts, ...result], or the result itself if there is only
 *   one part
 * @param slope factor of negative sums of several parts
 */
export function runInParts(
  dispatcher: Dispatcher,
  result: TensorInfo,
  parts: number,
  programFor: (partial: TensorInfo) => Program,
  slope = 1,
): void {
  if (parts === 1) {
    dispatcher.run(programFor(result));
    return;
  }
  const partial = dispatcher.output([parts, ...result.shape]);
  dispatcher.run(programFor(partial));
  if (slope === 1) {
    PendingSums.of(dispatcher).defer({ result, partial, parts });
    return;
  }
  const values = sizeOf(result.shape);
  dispatcher.run({
    name: 'sum of parts, rectified',
    constants: [slope],
    sizes: { PARTS: parts, VALUES: values },
    bindings: bind({ partial }, { result }),
    threads: values,
    body: () => `
  var sum = 0.0;
  for (var part = 0; part < PARTS; part++) { sum += partial[part * VALUES + i]; }
  result[i] = ${rectified('sum', slope)};`,
  });
  dispatcher.dispose(partial);
}
