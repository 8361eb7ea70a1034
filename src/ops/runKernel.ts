import * as tf from '@tensorflow/tfjs';
import type {
  Attributes,
  InPlaceKernelName,
  InPlaceKernels,
  KernelName,
  Kernels,
} from '../backends/kernels/contract';
import { registeredName } from '../backends/kernels/registeredName';

type TensorOf<Ranks> = tf.Tensor<Extract<Ranks, tf.Rank>>;

/** A kernel's inputs by name, as tensors of the contract's ranks. */
export type InputTensors<Name extends KernelName> = {
  [Input in keyof Kernels[Name]['inputs']]: TensorOf<Kernels[Name]['inputs'][Input]>;
};

/** What a kernel returns: one tensor, or several in the contract's order. */
export type OutputTensors<Name extends KernelName> = Each<Kernels[Name]['outputs']>;

type Each<Ranks> = Ranks extends readonly unknown[]
  ? { [Place in keyof Ranks]: TensorOf<Ranks[Place]> }
  : TensorOf<Ranks>;

/** Runs one of our kernels on the current backend, which must have been started by {@link startBackend}. */
export function runKernel<Name extends KernelName>(
  name: Name,
  inputs: InputTensors<Name>,
  attributes: Attributes<Name>,
): OutputTensors<Name> {
  const given = Object.fromEntries(Object.entries(inputs).filter(([, tensor]) => tensor !== undefined));
  const outputs = tf
    .engine()
    .runKernel(registeredName(name), given as tf.NamedTensorMap, attributes as never);
  return outputs as OutputTensors<Name>;
}

/** Runs a kernel that changes some of its tensors in place. */
export function runInPlace<Name extends InPlaceKernelName>(
  name: Name,
  tensors: readonly tf.Tensor[],
  attributes: InPlaceKernels[Name],
): void {
  // TF.js's own variadic kernels (AddN, Concat) also pass arrays as inputs.
  tf.engine().runKernel(registeredName(name), tensors as unknown as tf.NamedTensorMap, attributes as never);
}
