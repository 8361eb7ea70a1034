/** A tensor of the CPU backend: its values in row-major order are one typed array. */
export interface CpuTensor {
  shape: readonly number[];
  values: Float32Array;
}

/** A kernel from named tensors to one tensor or several. */
export type CpuKernel<Attributes> = (
  inputs: Record<string, CpuTensor>,
  attributes: Attributes,
) => CpuTensor | CpuTensor[];

/** A kernel that changes the values of some of its tensors and returns none. */
export type CpuInPlaceKernel<Attributes> = (tensors: readonly CpuTensor[], attributes: Attributes) => void;

/** A tensor of zeros to be filled. */
export function emptyTensor(shape: readonly number[]): CpuTensor {
  return { shape, values: new Float32Array(shape.reduce((size, length) => size * length, 1)) };
}
