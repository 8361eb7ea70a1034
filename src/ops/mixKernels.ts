import * as tf from '@tensorflow/tfjs';
import { registerKernelGradient } from './registerKernelGradient';
import { runKernel } from './runKernel';
import { softmax } from './softmax';

/** Three kernels of the same channels, [k, k, out, in] with k = 4, 6, 8. */
export interface MixedKernels {
  k4: tf.Tensor4D;
  k6: tf.Tensor4D;
  k8: tf.Tensor4D;
}

/**
 * The sum of three kernels around the same centre, weighted by softmax(logits). Differentiable any number of
 * times.
 *
 * @param logits [3]
 * @returns [8, 8, out, in]
 * @throws Error naming the shapes if they do not match
 */
export function mixKernels({ k4, k6, k8 }: MixedKernels, logits: tf.Tensor1D): tf.Tensor4D {
  const channels = k8.shape.slice(2).join();
  const fits = [k4, k6, k8].every(({ shape }, i) => shape.join() === `${4 + 2 * i},${4 + 2 * i},${channels}`);
  if (!fits || logits.shape.join() !== '3') {
    const found = [k4, k6, k8, logits].map(({ shape }) => `[${shape.join(', ')}]`).join(', ');
    throw new Error(
      `mixKernels: kernels must be [k, k, out, in] with k = 4, 6, 8, and logits [3], not ${found}.`,
    );
  }
  return runKernel('MixKernels', { k4, k6, k8, logits }, {});
}

registerKernelGradient('MixKernels', {
  save: ['k4', 'k6', 'k8', 'logits'],
  gradients: ({ dy, saved: { k4, k6, k8, logits } }) => {
    const gradients = runKernel('MixKernelsGradient', { dy, logits }, {});
    return {
      k4: () => gradients[0],
      k6: () => gradients[1],
      k8: () => gradients[2],
      logits: () => byLogits([k4, k6, k8], dy, logits),
    };
  },
});

registerKernelGradient('MixKernelsGradient', {
  save: ['dy', 'logits'],
  gradients: ({ dy: [k4, k6, k8], saved: { dy, logits } }) => ({
    dy: () => mixKernels({ k4, k6, k8 }, logits),
    logits: () => byLogits([k4, k6, k8], dy, logits),
  }),
});

/** From each kernel's product with the middle of dy, by the Jacobian of softmax. */
function byLogits(kernels: readonly tf.Tensor4D[], dy: tf.Tensor4D, logits: tf.Tensor1D): tf.Tensor1D {
  const products = kernels.map((kernel) => {
    const border = (8 - kernel.shape[0]) / 2;
    return kernel.mul(dy.slice([border, border, 0, 0], kernel.shape)).sum();
  });
  const byShares = tf.stack(products);
  const shares = softmax(logits);
  return shares.mul(byShares.sub(shares.mul(byShares).sum()));
}
