import * as tf from '@tensorflow/tfjs';
import type { Network } from '../../networks/Network';
import { segmentationLoss } from '../../ops/losses';

/** Level 2: the segmenter on pairs of images and masks, real and generated alike. */
export class SegmenterLevel {
  private readonly optimizer: tf.AdamOptimizer;

  constructor(
    readonly segmenter: Network,
    private readonly rate: number,
    private readonly steps: number,
  ) {
    this.optimizer = tf.train.adam(rate);
  }

  /**
   * One step at the rate that a cosine from `rate` down to a tenth of it gives for this step.
   *
   * @param images [batch, size, size, 1]
   * @param masks one-hot [batch, size, size, classes]
   * @returns the loss as a scalar that the caller disposes
   */
  step(step: number, images: tf.Tensor4D, masks: tf.Tensor4D): tf.Scalar {
    const fall = (1 + Math.cos((Math.PI * step) / this.steps)) / 2;
    // TF.js's optimiser has no schedule; its rate is a protected field that its own configuration writes, too.
    Object.assign(this.optimizer, { learningRate: this.rate * (0.1 + 0.9 * fall) });
    return this.optimizer.minimize(
      () => segmentationLoss(this.segmenter.forward(images, 'train'), masks),
      true,
      this.segmenter.parameters.trainable,
    ) as tf.Scalar;
  }

  dispose(): void {
    this.optimizer.dispose();
  }
}
