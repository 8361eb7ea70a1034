import * as tf from '@tensorflow/tfjs';

/** Saves tensors for the backward pass of a custom gradient; TF.js exports no type for it. */
export type Save = (tensors: tf.Tensor[]) => void;

/**
 * Applies f with a custom gradient in place of TF.js's. Differentiable as often as that gradient is.
 *
 * @param gradient maps x and the cotangent dy of f(x) to the cotangent of x, by differentiable operations
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
