import * as tf from '@tensorflow/tfjs';
import type { Attributes, KernelName } from '../backends/kernels/contract';
import { registeredName } from '../backends/kernels/registeredName';
import type { InputTensors, OutputTensors } from './runKernel';

interface KernelGradient<Name extends KernelName, Saved extends keyof InputTensors<Name>> {
  /** Names of the inputs that the gradient needs. */
  save: readonly Saved[];
  /** Which outputs the gradient needs, for kernels with several. */
  saveOutputs?: readonly boolean[];
  /** One function per input, called only if that gradient is requested. */
  gradients: (given: {
    dy: OutputTensors<Name>;
    saved: Pick<InputTensors<Name>, Saved>;
    /** The saved outputs, in order. */
    outputs: readonly tf.Tensor[];
    attributes: Attributes<Name>;
  }) => { [Input in keyof Required<InputTensors<Name>>]: () => tf.Tensor };
}

/**
 * Registers the gradient of one of our kernels with TF.js. Composed of differentiable operations, the
 * gradient is itself differentiable.
 */
export function registerKernelGradient<Name extends KernelName, Saved extends keyof InputTensors<Name>>(
  name: Name,
  { save, saveOutputs, gradients }: KernelGradient<Name, Saved>,
): void {
  tf.registerGradient({
    kernelName: registeredName(name),
    inputsToSave: save as readonly string[] as string[],
    outputsToSave: saveOutputs && [...saveOutputs],
    gradFunc: (dy, tensors, attributes) =>
      gradients({
        dy: dy as OutputTensors<Name>,
        saved: Object.fromEntries(save.map((input, i) => [input, tensors[i]])) as never,
        outputs: tensors.slice(save.length),
        attributes: attributes as Attributes<Name>,
      }),
  });
}
