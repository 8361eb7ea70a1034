import * as tf from '@tensorflow/tfjs';
import { Kernel } from '../backends/kernels/contract';
import { channelSums } from './channelSums';
import { rectifyGradient } from './rectify';
import { runKernel } from './runKernel';

/**
 * rectify(x * scale + offset) channel by channel, in one pass: a normalisation whose statistics are known.
 * Differentiable any number of times.
 *
 * @param x [batch, rows, columns, channels]
 * @param scale [channels]
 * @param offset [channels]
 * @param slope factor of negative results; 1 leaves them as they are
 */
export function affine(x: tf.Tensor4D, scale: tf.Tensor1D, offset: tf.Tensor1D, slope = 1): tf.Tensor4D {
  const channels = x.shape[3];
  if (x.shape.length !== 4 || scale.shape.join() !== `${channels}` || offset.shape.join() !== `${channels}`) {
    throw new Error(
      `affine: for an image [${x.shape.join(', ')}] scale and offset must be [${channels}], ` +
        `not [${scale.shape.join(', ')}] and [${offset.shape.join(', ')}].`,
    );
  }
  return runKernel(Kernel.Affine, { x, scale, offset }, { slope });
}

tf.registerGradient({
  kernelName: Kernel.Affine,
  inputsToSave: ['x', 'scale', 'offset'],
  gradFunc: (dy, saved, attributes) => {
    const [x, scale, offset] = saved as [tf.Tensor4D, tf.Tensor1D, tf.Tensor1D];
    const { slope } = attributes as unknown as { slope: number };
    const h = (
      slope === 1 ? dy : rectifyGradient(affine(x, scale, offset), dy as tf.Tensor, slope)
    ) as tf.Tensor4D;
    return {
      x: () => affine(h, scale, tf.zerosLike(offset)),
      scale: () => channelSums(h.mul(x)),
      offset: () => channelSums(h),
    };
  },
});
