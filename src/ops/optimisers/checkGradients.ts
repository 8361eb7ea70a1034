import type * as tf from '@tensorflow/tfjs';

/**
 * Checks that every parameter has a gradient of its shape.
 *
 * @param owner the optimiser's name
 * @throws Error naming the parameter whose gradient has another shape
 */
export function checkGradients(
  owner: string,
  parameters: readonly tf.Variable[],
  gradients: readonly tf.Tensor[],
): void {
  if (gradients.length !== parameters.length) {
    throw new Error(
      `${owner}: ${parameters.length} parameters need as many gradients, got ${gradients.length}.`,
    );
  }
  parameters.forEach(({ name, shape }, i) => {
    if (gradients[i].shape.join() !== shape.join()) {
      throw new Error(
        `${owner}: "${name}" is [${shape.join(', ')}] but its gradient [${gradients[i].shape.join(', ')}].`,
      );
    }
  });
}
