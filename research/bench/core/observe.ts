import * as tf from '@tensorflow/tfjs';

/** The WASM backend's memory, which its type declarations omit. */
interface WasmHeap {
  wasm: { HEAPU8: Uint8Array };
}

/** Kernels that only reshape: no backend computes anything for them. */
const NO_WORK = new Set(['Identity', 'Reshape', 'ExpandDims']);

export interface Observation {
  dispatches: number;
  /** WebGPU's dispatches by name of the program; empty on other backends. */
  byProgram: Record<string, number>;
  /** Maximum bytes in tensors after any kernel. */
  peakBytes: number;
}

/** Runs one step and records its dispatches and the bytes in tensors after every kernel. */
export async function observe(step: () => Promise<unknown>): Promise<Observation> {
  const engine = tf.engine();
  const run = engine.runKernel;
  let kernels = 0;
  let depth = 0;
  let peakBytes = tf.memory().numBytes;
  engine.runKernel = <Output extends tf.Tensor | tf.Tensor[]>(...call: Parameters<typeof run>) => {
    // A kernel composed of others (see `stock/registerFilterGradient`) counts once.
    if (depth === 0 && !NO_WORK.has(call[0])) kernels++;
    depth++;
    const result = run.apply(engine, call) as Output;
    depth--;
    peakBytes = Math.max(peakBytes, tf.memory().numBytes);
    return result;
  };
  const dispatched = countDispatches();
  try {
    await step();
  } finally {
    // The original method is on the prototype, so deleting ours restores it.
    delete (engine as Partial<typeof engine>).runKernel;
  }
  const byProgram = dispatched();
  const dispatches = Object.values(byProgram).reduce((sum, count) => sum + count, 0);
  return { dispatches: tf.getBackend() === 'webgpu' ? dispatches : kernels, byProgram, peakBytes };
}

/** Counts WebGPU's dispatches by program until the returned function is called, which returns the counts. */
function countDispatches(): () => Record<string, number> {
  if (typeof GPUComputePassEncoder === 'undefined') return () => ({});
  const encoder = GPUComputePassEncoder.prototype;
  const { setPipeline, dispatchWorkgroups, dispatchWorkgroupsIndirect } = encoder;
  const counts: Record<string, number> = {};
  let name = '';
  const count = () => (counts[name] = (counts[name] ?? 0) + 1);
  encoder.setPipeline = function (pipeline) {
    name = pipeline.label;
    return setPipeline.call(this, pipeline);
  };
  encoder.dispatchWorkgroups = function (...sizes) {
    count();
    return dispatchWorkgroups.apply(this, sizes);
  };
  encoder.dispatchWorkgroupsIndirect = function (...source) {
    count();
    return dispatchWorkgroupsIndirect.apply(this, source);
  };
  return () => {
    Object.assign(encoder, { setPipeline, dispatchWorkgroups, dispatchWorkgroupsIndirect });
    return counts;
  };
}

/** Bytes that the backend has allocated, for tensors or otherwise; null if unknown. */
export function heapBytes(): number | null {
  switch (tf.getBackend()) {
    case 'wasm':
      return (tf.backend() as unknown as WasmHeap).wasm.HEAPU8.byteLength;
    case 'webgpu':
      return (tf.memory() as { numBytesAllocatedInGPU?: number }).numBytesAllocatedInGPU ?? null;
    default:
      return null;
  }
}
