import type * as tf from '@tensorflow/tfjs';
import { runInPlace } from '../runKernel';
import { MomentOptimiser } from './MomentOptimiser';

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
 */
export class RMSProp extends MomentOptimiser<Required<RMSPropOptions>> {
  constructor(parameters: readonly tf.Variable[], options: RMSPropOptions) {
    super('RMSProp', parameters, { decay: 0.99, momentum: 0, epsilon: 1e-8, weightDecay: 0, ...options });
  }

  protected override update(tensors: readonly tf.Tensor[], options: Required<RMSPropOptions>): void {
    runInPlace('RMSProp', tensors, options);
  }
}
