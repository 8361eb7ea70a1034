import type { BackendInPlaceKernel, BackendKernel, InPlaceKernelName, KernelName } from '../kernels/contract';
import type { Dispatcher } from './Dispatcher';

/** A kernel of the contract in WGSL; records the programs that fill its outputs. */
export type WebGPUKernel<Name extends KernelName> = BackendKernel<Dispatcher, Name>;

export type WebGPUInPlaceKernel<Name extends InPlaceKernelName> = BackendInPlaceKernel<Dispatcher, Name>;

/** Formats a number as a WGSL literal of type f32. */
export function float(value: number): string {
  return /[.e]/.test(`${value}`) ? `${value}f` : `${value}.0f`;
}

/** Number of invocations that fill a large GPU; work is split until there are about this many. */
export const PLENTY = 32768;
