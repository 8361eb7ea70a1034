import * as tf from '@tensorflow/tfjs';

/**
 * Runs `f` while the variables have other values, and gives them back their own, bit for bit.
 *
 * Nothing is computed back: the variables point at other tensors meanwhile, and a clone holds on to their own values. So
 * `f` must not run an optimiser, which would change the given values in place.
 *
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
