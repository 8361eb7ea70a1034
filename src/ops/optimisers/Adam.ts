import type * as tf from '@tensorflow/tfjs';
import type { AdamAttributes } from '../../backends/kernels/contract';
import { runInPlace } from '../runKernel';
import { MomentOptimiser } from './MomentOptimiser';

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
 * square, p -= rate (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + epsilon).
 */
export class Adam extends MomentOptimiser<Required<AdamOptions>> {
  constructor(parameters: readonly tf.Variable[], options: AdamOptions) {
    super('Adam', parameters, { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, ...options });
  }

  protected override update(tensors: readonly tf.Tensor[], attributes: AdamAttributes): void {
    runInPlace('Adam', tensors, attributes);
  }
}
