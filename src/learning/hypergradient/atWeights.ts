import * as tf from '@tensorflow/tfjs';

/**
 * Runs `f` with other values of the variables, then restores their own values bit for bit.
 *
 * Nothing is recomputed: meanwhile the variables refer to other tensors, and clones keep their own values
 * alive. Therefore `f` must not run an optimiser, which would change the given values in place.
 *
 * @param values one tensor for each variable, of its shape
 * @param f returns tensors that do not share their values with the variables
 */
export function atWeights<T extends tf.TensorContainer>(
  variables: readonly tf.Variable[],
  values: readonly tf.Tensor[],
  f: () => T,
): T {
  const own = variables.map((variable) => variable.clone());
  try {
    variables.forEach((variable, i) => variable.assign(values[i]));
    return f();
  } finally {
    variables.forEach((variable, i) => variable.assign(own[i]));
    tf.dispose(own);
  }
}
