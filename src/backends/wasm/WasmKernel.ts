import type { TensorInfo } from '@tensorflow/tfjs';
import type { KernelModule } from './KernelModule';

/** A kernel of the contract on the WASM module: makes its outputs and fills them. */
export type WasmKernel<Attributes = object> = (
  module: KernelModule,
  inputs: Readonly<Record<string, TensorInfo>>,
  attributes: Attributes,
) => TensorInfo | TensorInfo[];

/** A kernel that changes its inputs' values in place. */
export type WasmInPlaceKernel<Attributes> = (
  module: KernelModule,
  inputs: readonly TensorInfo[],
  attributes: Attributes,
) => void;

/** Number of values of a shape. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((a, b) => a * b, 1);
}

/** Work of one item: enough to be worth a thread's while, little enough to be shared evenly. */
export const ITEM_VALUES = 16384;
