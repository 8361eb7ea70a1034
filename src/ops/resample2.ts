import * as tf from '@tensorflow/tfjs';
import type { GradSaver } from './GradSaver';

/** Doubles rows and columns by repeating pixels. [b, r, c, n] -> [b, 2r, 2c, n]; differentiable any number of times. */
export function upsample2(x: tf.Tensor4D): tf.Tensor4D {
  const operation = tf.customGrad((...inputs) => {
    const [a] = inputs as [tf.Tensor4D];
    const value = tf.image.resizeNearestNeighbor(a, [a.shape[1] * 2, a.shape[2] * 2]);
    return { value, gradFunc: (dy: tf.Tensor) => averagePool2(dy as tf.Tensor4D).mul(4) };
  });
  return operation(x) as tf.Tensor4D;
}

/** Halves rows and columns by averaging 2x2 blocks. Rows and columns must be even. */
export function averagePool2(x: tf.Tensor4D): tf.Tensor4D {
  const operation = tf.customGrad((...inputs) => {
    const [a] = inputs as [tf.Tensor4D];
    return {
      value: tf.avgPool(a, 2, 2, 'valid'),
      gradFunc: (dy: tf.Tensor) => upsample2(dy as tf.Tensor4D).div(4),
    };
  });
  return operation(x) as tf.Tensor4D;
}

/**
 * Halves rows and columns by the maximum of 2x2 blocks. Equal values share the gradient: each gets all of it, as
 * ties between float activations other than 0 practically do not occur and a rectified 0 has no gradient anyway.
 */
export function maxPool2(x: tf.Tensor4D): tf.Tensor4D {
  const operation = tf.customGrad((...inputs) => {
    const [a, save] = inputs as [tf.Tensor4D, GradSaver];
    const value = tf.maxPool(a, 2, 2, 'valid');
    save([a, value]);
    const gradFunc = (dy: tf.Tensor, saved: tf.Tensor[]) => {
      const [image, pooled] = saved as [tf.Tensor4D, tf.Tensor4D];
      const winners = image.equal(upsample2(pooled)).cast('float32');
      return upsample2(dy as tf.Tensor4D).mul(winners);
    };
    return { value, gradFunc };
  });
  return operation(x) as tf.Tensor4D;
}
