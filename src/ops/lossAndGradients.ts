import * as tf from '@tensorflow/tfjs';

/**
 * Computes a loss and its gradients, in the order of the variables, as the optimisers expect them. The caller
 * disposes all.
 *
 * @throws Error naming the variables on which the loss does not depend
 */
export function lossAndGradients(
  loss: () => tf.Scalar,
  variables: readonly tf.Variable[],
): { loss: tf.Scalar; gradients: tf.Tensor[] } {
  const { value, grads } = tf.variableGrads(loss, [...variables]);
  const missing = variables.filter(({ name }) => !grads[name]).map(({ name }) => name);
  if (missing.length > 0) {
    tf.dispose([value, grads]);
    throw new Error(`lossAndGradients: the loss does not depend on ${missing.join(', ')}.`);
  }
  return { loss: value, gradients: variables.map(({ name }) => grads[name]) };
}
