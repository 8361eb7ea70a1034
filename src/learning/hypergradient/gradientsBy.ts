import * as tf from '@tensorflow/tfjs';

/**
 * Gradients of a scalar with respect to variables; zeros for variables on which it does not depend, as not
 * every batch uses every outer variable. Can be differentiated again.
 */
export function gradientsBy(variables: readonly tf.Variable[], f: () => tf.Scalar): tf.Tensor[] {
  return tf.tidy(() => {
    const { grads } = tf.engine().gradients(f, [...variables], undefined, true);
    return variables.map((variable, i) => (grads[i] as tf.Tensor | undefined) ?? tf.zerosLike(variable));
  });
}
