import type { TensorInfo } from '@tensorflow/tfjs';
import { sizeOf } from '../kernels/sizeOf';
import type { JobName } from './KernelModule';
import type { KernelModule } from './KernelModule';
import { floatField } from './KernelModule';
import type { WasmInPlaceKernel } from './WasmKernel';

/**
 * The numbers of a step in the order of OptimiseJob in `assembly/`; 0 where an optimiser has no such number.
 */
interface Step {
  rate?: number;
  decay1?: number;
  decay2?: number;
  epsilon?: number;
  correction1?: number;
  correction2?: number;
  weightDecay?: number;
}

export const adam: WasmInPlaceKernel<'Adam'> = (module, inputs, attributes) => {
  const { rate, beta1, beta2, epsilon, step } = attributes;
  const correction1 = 1 / (1 - beta1 ** step);
  const correction2 = 1 / (1 - beta2 ** step);
  optimise(module, 'adamTensor', inputs.slice(0, -2), addresses(module, inputs.slice(-2)), {
    ...{ rate, decay1: beta1, decay2: beta2, epsilon, correction1, correction2 },
  });
};

export const rmsProp: WasmInPlaceKernel<'RMSProp'> = (module, inputs, attributes) => {
  const { rate, decay, momentum, epsilon, weightDecay } = attributes;
  const step = { rate, decay1: momentum, decay2: decay, epsilon, weightDecay };
  optimise(module, 'rmsPropTensor', inputs.slice(0, -2), addresses(module, inputs.slice(-2)), step);
};

export const movingAverage: WasmInPlaceKernel<'MovingAverage'> = (module, inputs, { decay }) => {
  optimise(module, 'averageTensor', inputs, [], { decay2: decay });
};

const addresses = (module: KernelModule, tensors: readonly TensorInfo[]) =>
  tensors.map((tensor) => module.address(tensor));

/**
 * @param pairs all tensors to update, followed by their gradients (or sources)
 * @param moments addresses of the flat moments, if there are any
 */
export function optimise(
  module: KernelModule,
  job: JobName,
  pairs: readonly TensorInfo[],
  moments: readonly number[],
  { rate, decay1, decay2, epsilon, correction1, correction2, weightDecay }: Step,
): void {
  const count = pairs.length / 2;
  const table = module.scratch('optimised tensors', 16 * count);
  let offset = 0;
  const rows = pairs.slice(0, count).flatMap((tensor, i) => {
    const size = sizeOf(tensor.shape);
    const row = [module.address(tensor), module.address(pairs[count + i]), offset, size];
    offset += 4 * size;
    return row;
  });
  module.writeInts(table, rows);
  const numbers = [rate, decay1, decay2, epsilon, correction1, correction2, weightDecay];
  const [first, second] = moments;
  module.run(job, count, [
    ...[table, first ?? 0, second ?? 0],
    ...numbers.map((number) => floatField(number ?? 0)),
  ]);
}
