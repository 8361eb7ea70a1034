import * as tf from '@tensorflow/tfjs';
import type { Network } from '../../networks/Network';
import { lossAndGradients } from '../../ops/lossAndGradients';
import { Adam } from '../../ops/optimisers/Adam';
import type { OptimiserState } from '../../ops/optimisers/Moments';
import type { TrainingGroup } from '../hypergradient/OuterProblem';
import { trainingLoss } from '../hypergradient/trainingLoss';

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
   * One step at the rate of this step, on the weighted sum of the groups' losses.
   *
   * @param training each group is a forward pass of its own, normalised by its own statistics
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

  /** A cosine from the first rate down to a tenth of it. */
  rateOf(step: number): number {
    const fall = (1 + Math.cos((Math.PI * step) / this.steps)) / 2;
    return this.rate * (0.1 + 0.9 * fall);
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
