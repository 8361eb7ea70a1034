import type { BackendInPlaceKernel, BackendKernel, InPlaceKernelName, KernelName } from '../kernels/contract';
import type { KernelModule } from './KernelModule';

/** A kernel of the contract on the WASM module. */
export type WasmKernel<Name extends KernelName> = BackendKernel<KernelModule, Name>;

export type WasmInPlaceKernel<Name extends InPlaceKernelName> = BackendInPlaceKernel<KernelModule, Name>;

/** Values per item: enough to be worth distributing, few enough to balance the threads. */
export const ITEM_VALUES = 16384;
