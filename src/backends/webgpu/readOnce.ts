import type { TensorInfo } from '@tensorflow/tfjs';
import { sizeOf } from '../kernels/sizeOf';
import type { Dispatcher } from './Dispatcher';
import { PendingSums } from './PendingSums';

/** How a program reads a tensor of which it needs each value once. */
export interface Reading {
  /** What to bind by the given name. */
  tensor: TensorInfo;
  /** Numbers on which the source depends. */
  constants: number[];
  /** WGSL of the function `NAMEAt(at)`, which returns the value at an index. */
  declaration: string;
}

/** If the tensor is still a sum of parts, the program adds them, and the sum is never stored. */
export function readOnce(dispatcher: Dispatcher, tensor: TensorInfo, name: string): Reading {
  const sum = PendingSums.of(dispatcher).find(tensor);
  if (!sum) {
    const declaration = `fn ${name}At(at: i32) -> f32 { return ${name}[at]; }`;
    return { tensor, constants: [1], declaration };
  }
  const { partial, parts } = sum;
  const values = sizeOf(tensor.shape);
  const declaration = `fn ${name}At(at: i32) -> f32 {
  var sum = 0.0;
  for (var part = 0; part < ${parts}; part++) { sum += ${name}[part * ${values} + at]; }
  return sum;
}`;
  return { tensor: partial, constants: [parts, values], declaration };
}
