import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';

type Data = ReturnType<WebGPUBackend['tensorMap']['get']>;

/**
 * Lets values reach their buffers through the queue. Stock TF.js makes a staging buffer for each tensor, also for a scalar, and
 * ends the compute pass to copy from it: on a GPU a third of a millisecond each, more than several of our programs take.
 *
 * The order stays right: a buffer is handed out again only when the commands that used it have been sent off, and what the
 * queue writes comes behind these.
 */
export function uploadByQueue(backend: WebGPUBackend): void {
  backend.uploadToGPU = (dataId) => {
    const data = backend.tensorMap.get(dataId);
    if (data.resource) return;
    const size = BYTES * data.shape.reduce((a, b) => a * b, 1);
    const usage = GPUBufferUsage.STORAGE | GPUBufferUsage.COPY_SRC | GPUBufferUsage.COPY_DST;
    const buffer = backend.bufferManager.acquireBuffer(size, usage);
    const values = valuesOf(data);
    if (values) {
      backend.queue.writeBuffer(buffer, 0, values.buffer, values.byteOffset, values.byteLength);
      // As stock does: what is on the GPU is not kept here.
      data.values = undefined as never;
    }
    data.resource = buffer;
  };
}

/** Whatever its type, an element of a buffer has as many. */
const BYTES = 4;

function valuesOf({ values, dtype }: Data): Float32Array | Int32Array | undefined {
  if (!values) return undefined;
  if (values instanceof Float32Array || values instanceof Int32Array) return values;
  const numbers = values as unknown as ArrayLike<number>;
  return dtype === 'int32' || dtype === 'bool' ? Int32Array.from(numbers) : Float32Array.from(numbers);
}
