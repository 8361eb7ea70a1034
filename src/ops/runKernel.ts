import * as tf from '@tensorflow/tfjs';
import type { Kernel } from '../backends/kernels/contract';

/** The function that TF.js hands to a custom gradient to keep tensors for the way back; it exports no name for it. */
export type Save = (tensors: tf.Tensor[]) => void;

type KernelName = (typeof Kernel)[keyof typeof Kernel];

/**
 * Runs one of our kernels on the present backend. Unlike a stock operation this needs {@link startBackend}'s kernels.
 *
 * @param inputs tensors by name; names without a tensor are left out
 * @returns what the contract says: one tensor, or an array of them
 */
export function runKernel<Output extends tf.Tensor | tf.Tensor[]>(
  kernel: KernelName,
  inputs: Record<string, tf.Tensor | undefined>,
  attributes: object = {},
): Output {
  const given = Object.fromEntries(Object.entries(inputs).filter(([, tensor]) => tensor !== undefined));
  return tf.engine().runKernel(kernel, given as tf.NamedTensorMap, attributes as never) as Output;
}

/** Runs a kernel that changes its inputs in place. */
export function runInPlace(kernel: KernelName, tensors: readonly tf.Tensor[], attributes: object): void {
  // TF.js's own variadic kernels (AddN, Concat) pass arrays in this place, too.
  tf.engine().runKernel(kernel, tensors as unknown as tf.NamedTensorMap, attributes as never);
}
