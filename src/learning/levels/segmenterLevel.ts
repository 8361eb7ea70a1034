import * as tf from '@tensorflow/tfjs';
import type { Network } from '../../networks/Network';
import { lossAndGradients } from '../../ops/lossAndGradients';
import { Adam } from '../../ops/optimisers/Adam';
import type { OptimiserState } from '../../ops/optimisers/Moments';
import { segmentationLoss } from '../../ops/segmentationLoss';

/** Level 2: the segmenter on pairs of images and masks, real and generated alike. */
export class SegmenterLevel {
  private readonly optimiser: Adam;

  constructor(
    readonly segmenter: Network,
    private readonly rate: number,
    private readonly steps: number,
  ) {
    this.optimiser = new Adam(segmenter.parameters.trainable, { rate });
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
    const { loss, gradients } = lossAndGradients(
      () => segmentationLoss(this.segmenter.forward(images, 'train'), masks),
      this.segmenter.parameters.trainable,
    );
    this.optimiser.step(gradients, this.rate * (0.1 + 0.9 * fall));
    tf.dispose(gradients);
    return loss;
  }

  /** The optimiser's state, a copy. */
  read(): Promise<OptimiserState> {
    return this.optimiser.read();
  }

  /** @throws Error when the state belongs to another network */
  write(state: OptimiserState): void {
    this.optimiser.write(state);
  }

  dispose(): void {
    this.optimiser.dispose();
  }
}
