import type {
  Attributes,
  InPlaceKernelName,
  InPlaceKernels,
  Inputs,
  KernelName,
  Outputs,
} from '../kernels/contract';
import { sizeOf } from '../kernels/sizeOf';

/** A tensor of the CPU backend; its values are one typed array in row-major order. */
export interface CpuTensor {
  shape: readonly number[];
  values: Float32Array;
}

/** A kernel of the contract, written as plain loops. */
export type CpuKernel<Name extends KernelName> = (
  inputs: Inputs<Name, CpuTensor>,
  attributes: Attributes<Name>,
) => Outputs<Name, CpuTensor>;

/** A kernel that changes some of its tensors in place and returns none. */
export type CpuInPlaceKernel<Name extends InPlaceKernelName> = (
  tensors: readonly CpuTensor[],
  attributes: InPlaceKernels[Name],
) => void;

/** Creates a tensor of zeros. */
export function emptyTensor(shape: readonly number[]): CpuTensor {
  return { shape, values: new Float32Array(sizeOf(shape)) };
}
