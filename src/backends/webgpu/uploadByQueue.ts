import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { sizeOf } from '../kernels/sizeOf';
import { Dispatcher } from './Dispatcher';
import { PendingSums } from './PendingSums';

type Data = ReturnType<WebGPUBackend['tensorMap']['get']>;

/** Bytes per element of any type: a complex tensor has no values of its own, only two float32 tensors. */
const BYTES = 4;

/**
 * Uploads values with `queue.writeBuffer`. Stock TF.js creates a staging buffer for each tensor, even for a
 * scalar, and ends the compute pass to copy from it. On a GPU that takes longer than several of our programs,
 * see docs/benchmarks.md.
 *
 * The order stays correct: a buffer is reused only after the commands that used it have been submitted, and
 * the queue writes after those.
 *
 * Every program calls this for each tensor before it is recorded, so this is also where pending sums are
 * settled.
 */
export function uploadByQueue(backend: WebGPUBackend): void {
  const sums = PendingSums.of(Dispatcher.of(backend));
  backend.uploadToGPU = (dataId) => {
    sums.settleFor(dataId);
    const data = backend.tensorMap.get(dataId);
    if (data.resource) return;
    const size = BYTES * sizeOf(data.shape);
    const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
    const buffer = backend.bufferManager.acquireBuffer(size, usage);
    const values = valuesOf(data);
    if (values) {
      backend.queue.writeBuffer(buffer, 0, values.buffer, values.byteOffset, values.byteLength);
      // As in stock TF.js, values on the GPU are not kept on the CPU.
      (data as { values: unknown }).values = null;
    }
    data.resource = buffer;
  };
}

/**
 * Values as an array of the tensor's type; TF.js may have computed them on the CPU in an array of another
 * type.
 */
export function valuesOf({ values, dtype }: Data): Float32Array | Int32Array | undefined {
  if (!values) return undefined;
  const numbers = values as unknown as ArrayLike<number>;
  if (dtype === 'int32' || dtype === 'bool') {
    return values instanceof Int32Array ? values : Int32Array.from(numbers);
  }
  return values instanceof Float32Array ? values : Float32Array.from(numbers);
}
