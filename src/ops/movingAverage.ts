import type * as tf from '@tensorflow/tfjs';
import type { MovingAverageAttributes } from '../backends/kernels/contract';
import { runInPlace } from './runKernel';

/**
 * Moves every average towards its source in place: average += (1 - decay) (source - average). There is no
 * gradient. An average must not share its values with another tensor (a clone, or the tensor it was assigned
 * from), since that would change, too.
 *
 * @param attributes share of the old average that is kept, 0..1; read again when a step is replayed
 * @throws Error naming an average whose source has another shape
 */
export function movingAverage(
  averages: readonly tf.Variable[],
  sources: readonly tf.Tensor[],
  attributes: MovingAverageAttributes,
): void {
  averages.forEach(({ shape, name }, i) => {
    if (sources[i]?.shape.join() !== shape.join()) {
      throw new Error(
        `movingAverage: "${name}" is [${shape.join(', ')}], its source [${sources[i]?.shape.join(', ')}].`,
      );
    }
  });
  runInPlace('MovingAverage', [...averages, ...sources], attributes);
}
