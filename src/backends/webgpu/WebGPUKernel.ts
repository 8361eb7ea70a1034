import type { TensorInfo } from '@tensorflow/tfjs';
import type { Dispatcher } from './Dispatcher';

/** A kernel of the contract in WGSL: makes its outputs and records the programs that fill them. */
export type WebGPUKernel<Attributes = object> = (
  dispatcher: Dispatcher,
  inputs: Readonly<Record<string, TensorInfo>>,
  attributes: Attributes,
) => TensorInfo | TensorInfo[];

/** A kernel that changes its inputs' values in place. */
export type WebGPUInPlaceKernel<Attributes> = (
  dispatcher: Dispatcher,
  inputs: readonly TensorInfo[],
  attributes: Attributes,
) => void;

/** Number of values of a shape. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((a, b) => a * b, 1);
}

/** A number as a WGSL literal of type f32. */
export function float(value: number): string {
  return /[.e]/.test(`${value}`) ? `${value}f` : `${value}.0f`;
}

/** Enough invocations to fill a large GPU; work is split until there are about as many. */
export const PLENTY = 32768;
