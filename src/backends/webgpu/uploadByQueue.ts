import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { sizeOf } from '../kernels/sizeOf';

type Data = ReturnType<WebGPUBackend['tensorMap']['get']>;

/** Of an element, whatever its type: complex tensors have no values of their own but two tensors of float32. */
const BYTES = 4;

/**
 * Lets values reach their buffers through the queue. Stock TF.js makes a staging buffer for each tensor, also for a scalar, and
 * ends the compute pass to copy from it: on a GPU that takes longer than several of our programs, see docs/benchmarks.md.
 *
 * The order stays right: a buffer is handed out again only when the commands that used it have been sent off, and what the
 * queue writes comes behind these.
 */
export function uploadByQueue(backend: WebGPUBackend): void {
  backend.uploadToGPU = (dataId) => {
    const data = backend.tensorMap.get(dataId);
    if (data.resource) return;
    const size = BYTES * sizeOf(data.shape);
    const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
    const buffer = backend.bufferManager.acquireBuffer(size, usage);
    const values = valuesOf(data);
    if (values) {
      backend.queue.writeBuffer(buffer, 0, values.buffer, values.byteOffset, values.byteLength);
      // As stock does: what is on the GPU is not kept here.
      (data as { values: unknown }).values = null;
    }
    data.resource = buffer;
  };
}

/** As the tensor's type says: what TF.js computed on the CPU may come in an array of another one. */
function valuesOf({ values, dtype }: Data): Float32Array | Int32Array | undefined {
  if (!values) return undefined;
  const numbers = values as unknown as ArrayLike<number>;
  if (dtype === 'int32' || dtype === 'bool') {
    return values instanceof Int32Array ? values : Int32Array.from(numbers);
  }
  return values instanceof Float32Array ? values : Float32Array.from(numbers);
}
