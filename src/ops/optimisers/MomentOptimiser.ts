import type * as tf from '@tensorflow/tfjs';
import type { OptimiserState } from './Moments';
import { Moments } from './Moments';

/**
 * An optimiser with two running values per weight. A step runs one kernel for all parameters, in place, so no
 * parameter may share its values with another tensor (see `movingAverage`).
 */
export abstract class MomentOptimiser<Options extends { rate: number }> {
  private readonly moments: Moments;
  /** Read by the kernel whenever a step runs or is replayed. */
  private readonly attributes: Options & { step: number };

  /** @param name for error messages */
  protected constructor(
    name: string,
    parameters: readonly tf.Variable[],
    private readonly options: Options,
  ) {
    this.moments = new Moments(name, parameters);
    this.attributes = { ...options, step: 0 };
  }

  /**
   * Runs the kernel of one step.
   *
   * @param tensors parameters, gradients, both moments
   * @param attributes with the number of the step, from 1; the same object each time
   */
  protected abstract update(tensors: readonly tf.Tensor[], attributes: Options & { step: number }): void;

  /**
   * Updates all parameters.
   *
   * @param gradients in the order of the parameters; the caller disposes them
   * @param rate learning rate of this step, for schedules; the constructor's by default
   */
  step(gradients: readonly tf.Tensor[], rate?: number): void {
    this.advance(rate);
    this.apply(gradients);
  }

  /** Sets the rate of the next step; together with {@link apply} the same as {@link step}. */
  advance(rate = this.options.rate): void {
    this.attributes.rate = rate;
    this.attributes.step++;
  }

  /** Runs the step. */
  apply(gradients: readonly tf.Tensor[]): void {
    this.update(this.moments.with(gradients), this.attributes);
  }

  /** Reads the state, for checkpoints. */
  async read(): Promise<OptimiserState> {
    const { step } = this.attributes;
    return { step, moments: await this.moments.read() };
  }

  /**
   * Restores a saved state.
   *
   * @throws Error if the state belongs to other parameters
   */
  write({ step, moments }: OptimiserState): void {
    this.moments.write(moments);
    this.attributes.step = step;
  }

  /** Frees the moments; the parameters remain the caller's. */
  dispose(): void {
    this.moments.dispose();
  }
}
