import * as tf from '@tensorflow/tfjs';
import { channelSums } from './channelSums';
import { rectifyGradient } from './rectify';
import { registerKernelGradient } from './registerKernelGradient';
import { runKernel } from './runKernel';

/**
 * rectify(x * scale + offset) per channel in one pass: a normalisation with known statistics. Differentiable
 * any number of times.
 *
 * @param x [batch, rows, columns, channels]
 * @param scale [channels]
 * @param offset [channels]
 * @param slope factor of negative results; 1 leaves them unchanged
 * @returns [batch, rows, columns, channels]
 * @throws Error naming the shapes if they do not match
 */
export function affine(x: tf.Tensor4D, scale: tf.Tensor1D, offset: tf.Tensor1D, slope = 1): tf.Tensor4D {
  const channels = x.shape[3];
  if (x.shape.length !== 4 || scale.shape.join() !== `${channels}` || offset.shape.join() !== `${channels}`) {
    throw new Error(
      `affine: for an image [${x.shape.join(', ')}] scale and offset must be [${channels}], ` +
        `not [${scale.shape.join(', ')}] and [${offset.shape.join(', ')}].`,
    );
  }
  return runKernel('Affine', { x, scale, offset }, { slope });
}

registerKernelGradient('Affine', {
  save: ['x', 'scale', 'offset'],
  gradients: ({ dy, saved: { x, scale, offset }, attributes: { slope } }) => {
    const h = slope === 1 ? dy : rectifyGradient(affine(x, scale, offset), dy, slope);
    return {
      x: () => affine(h, scale, tf.zerosLike(offset)),
      scale: () => channelSums(h.mul(x)),
      offset: () => channelSums(h),
    };
  },
});
