import type * as tf from '@tensorflow/tfjs';
import { runInPlace } from '../runKernel';
import type { OptimiserState } from './Moments';
import { Moments } from './Moments';

/** Options of {@link RMSProp}. */
export interface RMSPropOptions {
  /** Learning rate, > 0. */
  rate: number;
  /** Decay of the running mean of squared gradients (PyTorch's alpha), 0..1. */
  decay?: number;
  momentum?: number;
  /** Added outside the square root, as in PyTorch. */
  epsilon?: number;
  /** Factor of the L2 penalty added to the gradient. */
  weightDecay?: number;
}

/**
 * RMSprop (Hinton 2012) with PyTorch's formulas, not centred: with g = gradient + weightDecay p, square =
 * decay square + (1 - decay) g^2, buffer = momentum buffer + g / (sqrt(square) + epsilon), p -= rate buffer.
 * A step runs one kernel for all parameters, in place, so no parameter may share its values with another
 * tensor.
 */
export class RMSProp {
  private readonly moments: Moments;
  private readonly options: Required<RMSPropOptions>;
  private steps = 0;

  constructor(parameters: readonly tf.Variable[], options: RMSPropOptions) {
    this.options = { decay: 0.99, momentum: 0, epsilon: 1e-8, weightDecay: 0, ...options };
    this.moments = new Moments('RMSProp', parameters);
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
    runInPlace('RMSProp', tensors, { ...this.options, rate });
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
