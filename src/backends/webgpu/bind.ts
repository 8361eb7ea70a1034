import type { TensorInfo } from '@tensorflow/tfjs';
import type { Binding } from './Dispatcher';

/** Tensors by the name that they have in the shader. */
export type NamedTensors = Readonly<Record<string, TensorInfo>>;

/** Binds the tensors that a program reads, followed by those that it writes. */
export function bind(read: NamedTensors, written: NamedTensors, type: Binding['type'] = 'f32'): Binding[] {
  const bindings: Binding[] = [];
  for (const name in read) bindings.push({ name, tensor: read[name], type });
  for (const name in written) bindings.push({ name, tensor: written[name], type, written: true });
  return bindings;
}
