import * as tf from '@tensorflow/tfjs';

/**
 * Gradients of a scalar by variables, zeros by those on which it does not depend: not every batch uses every outer
 * variable. Can be differentiated again.
 */
export function gradientsBy(variables: readonly tf.Variable[], f: () => tf.Scalar): tf.Tensor[] {
  return tf.tidy(() => {
    const { grads } = tf.engine().gradients(f, [...variables], undefined, true);
    return variables.map((variable, i) => (grads[i] as tf.Tensor | undefined) ?? tf.zerosLike(variable));
  });
}
