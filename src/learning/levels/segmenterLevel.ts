import * as tf from '@tensorflow/tfjs';
import type { Network } from '../../networks/Network';
import { lossAndGradients } from '../../ops/lossAndGradients';
import { Adam } from '../../ops/optimisers/Adam';
import type { TrainingGroup } from '../hypergradient/OuterProblem';
import { trainingLoss } from '../hypergradient/trainingLoss';

/** Level 2: trains the segmenter on real and generated pairs of images and masks. */
export class SegmenterLevel {
  /** Its state belongs in checkpoints, together with the segmenter's weights. */
  readonly optimiser: Adam;

  constructor(
    readonly segmenter: Network,
    private readonly rate: number,
    private readonly steps: number,
  ) {
    this.optimiser = new Adam(segmenter.parameters.trainable, { rate });
  }

  /**
   * Takes one step on the weighted sum of the groups' losses.
   *
   * @param step number of the step, which sets the learning rate
   * @param training each group is a separate forward pass, normalised by its own statistics
   * @returns the loss as a scalar that the caller disposes
   */
  step(step: number, training: readonly TrainingGroup[]): tf.Scalar {
    const { segmenter } = this;
    const { loss, gradients } = lossAndGradients(
      () => trainingLoss({ segmenter, training }),
      segmenter.parameters.trainable,
    );
    this.optimiser.step(gradients, this.rateOf(step));
    tf.dispose(gradients);
    return loss;
  }

  /** Learning rate of a step: falls from the initial rate to a tenth of it along a cosine. */
  rateOf(step: number): number {
    const fall = (1 + Math.cos((Math.PI * step) / this.steps)) / 2;
    return this.rate * (0.1 + 0.9 * fall);
  }

  dispose(): void {
    this.optimiser.dispose();
  }
}
