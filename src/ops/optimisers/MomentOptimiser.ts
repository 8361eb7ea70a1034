import type * as tf from '@tensorflow/tfjs';
import type { OptimiserState } from './Moments';
import { Moments } from './Moments';

/**
 * An optimiser with two running values per weight. A step runs one kernel for all parameters, in place, so no
 * parameter may share its values with another tensor (see `movingAverage`).
 */
export abstract class MomentOptimiser<Options extends { rate: number }> {
  private readonly moments: Moments;
  private steps = 0;

  /** @param name for error messages */
  protected constructor(
    name: string,
    parameters: readonly tf.Variable[],
    private readonly options: Options,
  ) {
    this.moments = new Moments(name, parameters);
  }

  /**
   * Runs the kernel of one step.
   *
   * @param tensors parameters, gradients, both moments
   * @param step counts from 1
   */
  protected abstract update(tensors: readonly tf.Tensor[], options: Options, step: number): void;

  /**
   * Updates all parameters.
   *
   * @param gradients in the order of the parameters; the caller disposes them
   * @param rate learning rate of this step, for schedules; the constructor's by default
   */
  step(gradients: readonly tf.Tensor[], rate = this.options.rate): void {
    const tensors = this.moments.with(gradients);
    this.steps++;
    this.update(tensors, { ...this.options, rate }, this.steps);
  }

  /** Reads the state, for checkpoints. */
  async read(): Promise<OptimiserState> {
    const step = this.steps;
    return { step, moments: await this.moments.read() };
  }

  /**
   * Restores a saved state.
   *
   * @throws Error if the state belongs to other parameters
   */
  write({ step, moments }: OptimiserState): void {
    this.moments.write(moments);
    this.steps = step;
  }

  /** Frees the moments; the parameters remain the caller's. */
  dispose(): void {
    this.moments.dispose();
  }
}
