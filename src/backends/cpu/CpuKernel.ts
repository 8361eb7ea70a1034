import type {
  Attributes,
  InPlaceKernelName,
  InPlaceKernels,
  Inputs,
  KernelName,
  Outputs,
} from '../kernels/contract';
import { sizeOf } from '../kernels/sizeOf';

/** A tensor of the CPU backend: its values in row-major order are one typed array. */
export interface CpuTensor {
  shape: readonly number[];
  values: Float32Array;
}

/** A kernel of the contract in plain loops. */
export type CpuKernel<Name extends KernelName> = (
  inputs: Inputs<Name, CpuTensor>,
  attributes: Attributes<Name>,
) => Outputs<Name, CpuTensor>;

/** A kernel that changes the values of some of its tensors and returns none. */
export type CpuInPlaceKernel<Name extends InPlaceKernelName> = (
  tensors: readonly CpuTensor[],
  attributes: InPlaceKernels[Name],
) => void;

/** A tensor of zeros to be filled. */
export function emptyTensor(shape: readonly number[]): CpuTensor {
  return { shape, values: new Float32Array(sizeOf(shape)) };
}
