import * as tf from '@tensorflow/tfjs';

/** The function that TF.js hands to a custom gradient to keep tensors for the way back; it exports no name for it. */
export type Save = (tensors: tf.Tensor[]) => void;

/**
 * Applies f with a gradient of its own in place of TF.js's. Differentiable as often as that gradient is.
 *
 * @param gradient the cotangent of x for the cotangent dy of f(x), made of differentiable operations
 */
export function withGradient<X extends tf.Tensor, Y extends tf.Tensor>(
  x: X,
  f: (x: X) => Y,
  gradient: (x: X, dy: Y) => X,
): Y {
  const operation = tf.customGrad((...inputs) => {
    const [a, save] = inputs as [X, Save];
    save([a]);
    return {
      value: f(a),
      gradFunc: (dy: tf.Tensor, [saved]: tf.Tensor[]) => gradient(saved as X, dy as Y),
    };
  });
  return operation(x) as Y;
}
