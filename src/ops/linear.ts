import * as tf from '@tensorflow/tfjs';
import type { Save } from './withGradient';

/** A map that is linear in its first argument; the others are constants. */
type LinearMap<From extends tf.Tensor, To extends tf.Tensor> = (x: From, ...constants: tf.Tensor[]) => To;

/**
 * Applies a linear map. Its gradient is the adjoint, whose gradient is the map again, so it is differentiable
 * by x any number of times. There is no gradient by the constants.
 *
 * @param map x -> y
 * @param adjoint y -> x with <map(x), y> = <x, adjoint(y)>
 * @param constants passed to both; kept as long as a gradient may need them
 */
export function linear<From extends tf.Tensor, To extends tf.Tensor>(
  x: From,
  map: LinearMap<From, To>,
  adjoint: LinearMap<To, From>,
  constants: readonly tf.Tensor[] = [],
): To {
  const operation = tf.customGrad((...inputs) => {
    const [a, save] = inputs as [From, Save];
    save([...constants]);
    return {
      value: map(a, ...constants),
      gradFunc: (dy: tf.Tensor, saved: tf.Tensor[]) => linear(dy as To, adjoint, map, saved),
    };
  });
  return operation(x) as To;
}
