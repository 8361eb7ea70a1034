import type * as tf from '@tensorflow/tfjs';
import { runInPlace } from '../runKernel';
import type { OptimiserState } from './Moments';
import { Moments } from './Moments';

/** Options of {@link Adam}. */
export interface AdamOptions {
  /** Learning rate, > 0. */
  rate: number;
  beta1?: number;
  beta2?: number;
  /** Added outside the square root, as in PyTorch; the default of TF.js's own Adam is 1e-7. */
  epsilon?: number;
}

/**
 * Adam (Kingma and Ba 2015) with PyTorch's formulas: m and v are running means of the gradient and its
 * square, p -= rate (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + epsilon). A step runs one kernel for all
 * parameters, in place, so no parameter may share its values with another tensor (see `movingAverage`).
 */
export class Adam {
  private readonly moments: Moments;
  private readonly options: Required<AdamOptions>;
  private steps = 0;

  constructor(parameters: readonly tf.Variable[], options: AdamOptions) {
    this.options = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, ...options };
    this.moments = new Moments('Adam', parameters);
  }

  /**
   * Updates all parameters.
   *
   * @param gradients in the order of the parameters; the caller disposes them
   * @param rate learning rate of this step, for schedules; the constructor's by default
   */
  step(gradients: readonly tf.Tensor[], rate = this.options.rate): void {
    const tensors = this.moments.with(gradients);
    this.steps++;
    runInPlace('Adam', tensors, { ...this.options, rate, step: this.steps });
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
