import * as tf from '@tensorflow/tfjs';
import type { Network } from '../../networks/Network';
import { lossAndGradients } from '../../ops/lossAndGradients';
import { Muon } from '../../ops/optimisers/Muon';
import type { TrainingGroup } from '../hypergradient/OuterProblem';
import { trainingLoss } from '../hypergradient/trainingLoss';

/** Up to this number of steps the highest learning rate is the plan's; more steps need smaller ones. */
const SHORT = 400;
/** How fast it falls with the number of steps: 3e-3 at 400 steps becomes 2e-3 at 1,500. */
const EXPONENT = 0.3;
/** Number of steps in which the learning rate rises in longer trainings. */
const WARM_UP = 50;
/** Learning rate of the last step, as a share of the highest. */
const LAST_RATE = 0.1;

/** Level 2: trains the segmenter on real and generated pairs of images and masks. */
export class SegmenterLevel {
  /** Its state belongs in checkpoints, together with the segmenter's weights. */
  readonly optimiser: Muon;

  /**
   * @param highest highest learning rate of trainings of up to `SHORT` steps
   * @param steps planned number of steps
   */
  constructor(
    readonly segmenter: Network,
    private readonly highest: number,
    private steps: number,
  ) {
    this.optimiser = new Muon(segmenter.parameters.trainable, { rate: highest });
  }

  /** Plans another number of steps, on which the learning rates depend. */
  suitSteps(steps: number): void {
    this.steps = steps;
  }

  /**
   * Takes one step on the weighted sum of the groups' losses.
   *
   * @param step number of the step, which sets the learning rate
   * @param training each group is a separate forward pass, normalised by its own statistics
   * @returns the loss as a scalar that the caller disposes
   */
  step(step: number, training: readonly TrainingGroup[]): tf.Scalar {
    this.advance(step);
    return this.record(training);
  }

  /** Sets the learning rate of a step; together with {@link record} the same as {@link step}. */
  advance(step: number): void {
    this.optimiser.advance(this.rateOf(step));
  }

  /** Runs the step. */
  record(training: readonly TrainingGroup[]): tf.Scalar {
    const { segmenter } = this;
    const { loss, gradients } = lossAndGradients(
      () => trainingLoss({ segmenter, training }),
      segmenter.parameters.trainable,
    );
    this.optimiser.apply(gradients);
    tf.dispose(gradients);
    return loss;
  }

  /**
   * Learning rate of a step: falls along a cosine to `LAST_RATE` of the highest, in long trainings after a
   * linear rise. Short ones have no steps to spare for that.
   */
  rateOf(step: number): number {
    const rate = this.highest * Math.min(1, SHORT / this.steps) ** EXPONENT;
    const warmUp = this.steps > SHORT ? Math.min(1, step / WARM_UP) : 1;
    const fall = (1 + Math.cos((Math.PI * step) / this.steps)) / 2;
    return rate * warmUp * (LAST_RATE + (1 - LAST_RATE) * fall);
  }

  dispose(): void {
    this.optimiser.dispose();
  }
}
