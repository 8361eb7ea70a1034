import type { TensorInfo } from '@tensorflow/tfjs';
import type { MathBackendCPU } from '@tensorflow/tfjs-backend-cpu';
import type { CpuTensor } from './CpuKernel';

type Tensors<T> = Record<string, T> | readonly T[];

/** Any kernel of this folder; an in-place kernel gets a list of tensors and returns nothing. */
type AnyCpuKernel = (inputs: Tensors<CpuTensor>, attributes: unknown) => CpuTensor | CpuTensor[] | undefined;

/**
 * Runs a kernel directly on the values of TF.js's CPU backend, without copies, and registers its outputs
 * there.
 */
export function runOnCpu(
  kernel: AnyCpuKernel,
  inputs: Tensors<TensorInfo>,
  attributes: unknown,
  backend: MathBackendCPU,
): TensorInfo | TensorInfo[] {
  const view = ({ dataId, shape }: TensorInfo): CpuTensor => ({
    shape,
    values: backend.data.get(dataId).values as Float32Array,
  });
  const tensors = Array.isArray(inputs)
    ? inputs.map(view)
    : Object.fromEntries(Object.entries(inputs).map(([name, info]) => [name, view(info)]));
  const outputs = kernel(tensors, attributes) ?? [];
  const make = ({ shape, values }: CpuTensor) => backend.makeTensorInfo([...shape], 'float32', values);
  return Array.isArray(outputs) ? outputs.map(make) : make(outputs);
}
